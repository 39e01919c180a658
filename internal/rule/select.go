package rule

// Default is the word that stands for the default rules where rules are enabled.
const Default = "default"

// Select returns which rules are reported, by id: those that enable names, or the
// default ones if it names none, without those that disable names.
func Select(rules []Rule, enable, disable []string) map[string]bool {
	report := make(map[string]bool)
	if len(enable) == 0 {
		enable = []string{Default}
	}
	for _, id := range enable {
		if id != Default {
			report[id] = true
			continue
		}
		for _, r := range rules {
			if r.Default {
				report[r.ID] = true
			}
		}
	}
	for _, id := range disable {
		delete(report, id)
	}
	return report
}
