package consent_test

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/khtong/privacykit/consent"
)

var recordInfo = consent.RecordInfo{
	Controller: "handler-1", WithdrawalMethod: "https://example.com/privacy/consents", Storage: []string{"CN"},
}

// recordedEvents is a life: asked, given for own use and to a partner, the
// partner's withdrawn in part, renewed by a guardian, an import, all withdrawn.
func recordedEvents() []consent.Event {
	from := func(seq int64, e consent.Event) consent.Event {
		e.Seq, e.RecordedAt = seq, e.OccurredAt.Add(time.Minute)
		return e
	}
	full := func(e *consent.Event) {
		e.NoticeHash, e.Method, e.Channel, e.Locale, e.EvidenceRef = "ab12", "tick", "app", "zh-CN", "screens/831"
	}
	return []consent.Event{
		from(1, ended(consent.Requested, id("evt_asked"), on(day(2, 28)), purposes("improve"), func(e *consent.Event) { e.NoticeVersion = "v3" })),
		from(2, given(id("evt_own"), full)),
		from(3, given(id("evt_partner"), full, purposes("advertise"), kinds("mobile_number", "home", "pets"),
			recipients("partner", "gone"), form(consent.Separate), func(e *consent.Event) { e.ValidUntil = day(9, 1) })),
		from(4, ended(consent.Withdrawn, id("evt_stop_partner"), on(day(3, 20)), recipients("partner"),
			func(e *consent.Event) { e.Actor = consent.Self })),
		from(5, given(id("evt_renewed"), on(day(4, 1)), purposes("improve", "dropped"), kinds("habits"), func(e *consent.Event) {
			e.Type, e.Actor = consent.Renewed, consent.Guardian
		})),
		from(6, given(id("evt_old"), on(day(2, 1)), purposes("improve"), kinds("survey_response"), func(e *consent.Event) {
			e.Type, e.EvidenceRef, e.NoticeVersion, e.Actor = consent.Migrated, "paper/17", "", consent.Staff
		})),
		from(7, ended(consent.Withdrawn, id("evt_stop_all"), func(e *consent.Event) { e.Actor = consent.Staff })),
	}
}

func TestRecords(t *testing.T) {
	reg := register(t)
	stored := recordedEvents()
	other := given(id("evt_other"))
	other.Subject = "somebody else"
	records, err := reg.Records("s", append(stored, other), recordInfo)
	require.NoError(t, err)
	data, err := json.MarshalIndent(records[1].Receipt("receipt-1", day(5, 2)), "", "  ")
	require.NoError(t, err)
	data = append(append([]byte("[\n"), data...), ",\n"...)
	all, err := json.MarshalIndent(records, "", "  ")
	require.NoError(t, err)
	data = append(append(data, all...), "\n]\n"...)

	const golden = "testdata/records.json"
	if *update {
		require.NoError(t, os.WriteFile(golden, data, 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), string(data))
	require.NotContains(t, string(data), "somebody else")

	// The order in which the events come makes no difference.
	rng := rand.New(rand.NewPCG(6, 3))
	for range 20 {
		rng.Shuffle(len(stored), func(i, j int) { stored[i], stored[j] = stored[j], stored[i] })
		again, err := reg.Records("s", stored, recordInfo)
		require.NoError(t, err)
		shuffled, err := json.MarshalIndent(again, "", "  ")
		require.NoError(t, err)
		require.True(t, bytes.Equal(all, shuffled))
	}
}

// Which events belong to which consent.
func TestRecordEvents(t *testing.T) {
	records, err := register(t).Records("s", recordedEvents(), recordInfo)
	require.NoError(t, err)
	got := map[string][]string{}
	for _, r := range records {
		for _, e := range r.Events {
			got[r.ID] = append(got[r.ID], e.ID)
		}
	}
	require.Equal(t, map[string][]string{
		"evt_own":     {"evt_asked", "evt_own", "evt_stop_all"},
		"evt_partner": {"evt_partner", "evt_stop_partner", "evt_stop_all"},
		"evt_renewed": {"evt_renewed", "evt_stop_all"},
		"evt_old":     {"evt_old", "evt_stop_all"},
	}, got)

	// A withdrawal that was recorded before a late grant, and is later in time.
	late := given(id("late"), func(e *consent.Event) { e.Seq = 9 })
	records, err = register(t).Records("s", []consent.Event{late, ended(consent.Withdrawn)}, recordInfo)
	require.NoError(t, err)
	require.Len(t, records[0].Events, 2)
	records, err = register(t).Records("s", []consent.Event{late, ended(consent.Withdrawn, on(day(2, 1)))}, recordInfo)
	require.NoError(t, err)
	require.Len(t, records[0].Events, 1, "of an earlier consent")
}

func TestRecordsRefuses(t *testing.T) {
	reg := register(t)
	for field, change := range map[string]func(*consent.RecordInfo){
		"controller":        func(i *consent.RecordInfo) { i.Controller = "" },
		"withdrawal method": func(i *consent.RecordInfo) { i.WithdrawalMethod = "" },
		"storage: missing":  func(i *consent.RecordInfo) { i.Storage = nil },
		"storage: entry 0":  func(i *consent.RecordInfo) { i.Storage = []string{"张三"} },
		"jurisdictions":     func(i *consent.RecordInfo) { i.Jurisdictions = []string{"CN", "CN"} },
	} {
		info := recordInfo
		change(&info)
		_, err := reg.Records("s", recordedEvents(), info)
		require.ErrorContains(t, err, "consent: record: "+field)
		require.NotContains(t, err.Error(), "张三")
	}
	_, err := (*consent.Register)(nil).Records("s", recordedEvents(), recordInfo)
	require.Error(t, err)
	for _, subject := range []string{"", "nobody"} {
		records, err := reg.Records(subject, append(recordedEvents(), consent.Event{Type: 99}), recordInfo)
		require.NoError(t, err)
		require.Empty(t, records)
	}
}

// Random events, also those that no ledger would hold, make records that can
// be written.
func TestRecordsOfAnything(t *testing.T) {
	reg := register(t)
	rng := rand.New(rand.NewPCG(9, 9))
	for range 300 {
		events := randomEvents(rng)
		for i := range events {
			if rng.IntN(9) == 0 {
				events[i].Type, events[i].OccurredAt = consent.EventType(rng.IntN(12)), time.Unix(rng.Int64(), 0)
				events[i].Actor, events[i].Form = consent.Actor(rng.IntN(9)), consent.Form(rng.IntN(4))
			}
		}
		records, err := reg.Records("s", events, recordInfo)
		require.NoError(t, err)
		for _, r := range records {
			_, err := json.Marshal(r.Receipt("r", day(1, 1)))
			require.NoError(t, err)
			require.NotEmpty(t, r.Events)
		}
	}
}
