package corpus

import (
	"strings"
	"testing"
)

// A narrative of 1,000 characters, as complaints are.
func BenchmarkRedact(b *testing.B) {
	en := strings.Repeat("I spoke with Mr. Smith on 03/04/2020 and he told me that the account ending 4471 had been sold. I never agreed to pay $1,200 and I asked them to call (415) 555-0137 or write to me. ", 6)
	zh := strings.Repeat("客户王小明说手机13800138000打不通，上个月工厂停工没发工资，答应五月十号先还一千五百元，剩下的分六期。", 20)
	for name, text := range map[string]string{"en": en, "zh": zh} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Redact(text, nil)
			}
		})
	}
}
