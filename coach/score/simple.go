package score

// The commonest traditional characters of collectors' speech in Hong Kong and
// Taiwan and their simplified forms, so that what is learnt from the one script
// serves the other. It is for features only; quotes keep the text as said.
const (
	traditional = "們這個來說對還會給沒時錢問題電話單過後從無見聽講讓請謝歡應該關開門間樓號銀貸帳賬繳款匯費債務處理機構協議訴訟徵執證據條與為於麼樣點總經濟實際現當車視親兒媽爺發誰東兩萬億歲鄰區員業戶險壞難傷嚇氣罵賴騙臉覺記認識讀寫書報紙約簽則決變動靜鐘幾頭進遠邊連運達選辦務勞動災網絡線級結給統續緊維編錄隻雙雖離電靈頁順須預領頻類願顯風飛飯館馬驗體齊龍陽陰隊階際險隨雜難雲霧爭獨異當疊瘋癡皺盡監盤眾碼確禮種稱積穩窩竊競筆節範築簡糧紀純納紙細終組絕絲經綠網緩練縣總績繼續罰羅義習聖聞職肅腦腳膽臨舉舊藝藥蘭處虛號蟲術衛衝補裝複覽觀計訂討訓許設訪評詞試詳語誤誠課調談論證譯護讀"
	simplified  = "们这个来说对还会给没时钱问题电话单过后从无见听讲让请谢欢应该关开门间楼号银贷账账缴款汇费债务处理机构协议诉讼征执证据条与为于么样点总经济实际现当车视亲儿妈爷发谁东两万亿岁邻区员业户险坏难伤吓气骂赖骗脸觉记认识读写书报纸约签则决变动静钟几头进远边连运达选办务劳动灾网络线级结给统续紧维编录只双虽离电灵页顺须预领频类愿显风飞饭馆马验体齐龙阳阴队阶际险随杂难云雾争独异当叠疯痴皱尽监盘众码确礼种称积稳窝窃竞笔节范筑简粮纪纯纳纸细终组绝丝经绿网缓练县总绩继续罚罗义习圣闻职肃脑脚胆临举旧艺药兰处虚号虫术卫冲补装复览观计订讨训许设访评词试详语误诚课调谈论证译护读"
)

var toSimple = pairs(traditional, simplified)

func pairs(from, to string) map[rune]rune {
	f, t := []rune(from), []rune(to)
	m := make(map[rune]rune, len(f))
	for i := range f {
		if i < len(t) {
			m[f[i]] = t[i]
		}
	}
	return m
}

func simple(r rune) rune {
	if s, ok := toSimple[r]; ok {
		return s
	}
	return r
}
