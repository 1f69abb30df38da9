"""Recognises the headings of a page's own related stories, in many languages."""

from __future__ import annotations

import re

from qreader.model import LinkKind

MAX_HEADING_CHARACTERS = 80
"""The longest such heading; a longer text is a sentence or a headline."""

_POPULAR = (
    # en, de, fr, es, pt, it, nl, sv/no/da, pl, tr, id
    r"(the )?most[- ](read|popular|viewed|shared|watched|commented|discussed|clicked|"
    r"emailed)( .*)?|popular|popular (now|today|"
    r"posts?|stories|articles?|news|in|on)( .*)?|trending( .*)?|top (stories|posts?|reads?|"
    r"articles?) in .*|"
    r".*popular (articles?|stories|posts|news)|what.s (hot|trending)|best of the week|hot topics|"
    r".* ranking",
    r"meist(gelesen|geklickt|gesehen|kommentiert)e?s?( .*)?|am meisten gelesen|"
    r"beliebt(este)?( .*)?|top[- ]?themen",
    r"les \+ lus|(les )?(articles )?plus (lus|vus|populaires|partag[ée]s)( .*)?|populaires?",
    r"lo (m[áa]s|\+) (visto|le[íi]do|popular)( .*)?|(las )?m[áa]s (le[íi]das|vistas|le[íi]do|"
    r"visto)( .*)?",
    r"(as )?mais (lidas|lidos|vistas|vistos|populares)( .*)?",
    r"(i )?pi[ùu] (letti|visti|popolari)( .*)?|(le )?pi[ùu] lette( .*)?",
    r"meest gelezen( .*)?|best gelezen( .*)?|populair",
    r"mest (läst|lest|læst|sett|sete|sett|popul[äæ]rt?|delat)( .*)?",
    r"najczęściej czytane|najpopularniejsze|popularne|nejčtenější|nejčtenější články|"
    r"legolvasottabb",
    r"en çok (okunan(lar)?|izlenen(ler)?)|çok okunan(lar)?|popüler",
    r"(berita )?ter?populer|top posts .*|terpopuler|đọc nhiều|xem nhiều",
    r"самое (читаемое|популярное)|популярное|найпопулярніше|الأكثر (قراءة|مشاهدة|قراءةً)|"
    r"הנקראות ביותר|הנצפות ביותר",
    r"naj(čitanije|brskanije|čítanejšie|bralnejše)( .*)?|най-четен[ио].*|skaitomiausi.*|"
    r"lasītākie.*|(enim )?loetumad|mest lesið|el més llegit|διαβ[άα]στηκαν.*|δημοφιλ[ήη].*|"
    r"ข่าวยอดนิยม|ยอดนิยม|پربازدیدترین.*|পাঠকপ্রিয়|সর্বাধিক পঠিত|ट्रेंडिंग.*|paling popular",
    r".*(アクセス|人気)(ランキング|記事)?.*|ランキング|热门.*|熱門.*|最多.*|点击排行|"
    r"많이 본.*|인기 ?(기사|뉴스)?",
)
_LATEST = (
    r"(the |our )?latest( (news|stories|articles?|posts?|updates?|headlines|from .*|in .*|"
    r"on .*))?|recent (posts?|stories|news|articles?)|"
    r".* latest (articles?|news|stories)|breaking news|just in|new(est)? (posts|articles|stories)|"
    r"headlines|latest videos",
    r"(das |die )?(neueste|aktuelle)[nrs]?( .*)?|aktuell|letzte (meldungen|beiträge|nachrichten)|"
    r"newsticker|mehr aktuelle.*",
    r"(les )?derni[èe]res? (articles|nouvelles|infos|actualit[ée]s|actus?|minute)( .*)?|"
    r"derniers articles|en continu|fil info",
    r"(las )?[úu]ltimas? (noticias|hora|entradas|publicaciones)( .*)?|lo [úu]ltimo( .*)?|"
    r"lo m[áa]s reciente|entradas recientes",
    r"([úu]ltimas|mais recentes|posts recentes|[úu]ltimas not[íi]cias)( .*)?",
    r"(ultime|ultimi)( (notizie|articoli|ore|news))?( .*)?|articoli recenti",
    r"(laatste|recente?) (nieuws|berichten|artikelen)|het laatste nieuws|net binnen|nieuwste",
    r"senaste( nytt| nyheterna?)?( .*)?|siste( nytt| nyheter)?( .*)?|seneste( nyt|"
    r" nyheder)?( .*)?|uusimmat( .*)?|tuoreimmat",
    r"najnowsze( .*)?|ostatnie wpisy|nejnovější( .*)?|legfrissebb( .*)?|ultimele( .*)?",
    r"son (haberler|dakika|yazılar)( .*)?|gündem|güncel",
    r"(tulisan|berita|artikel|pos) (terkini|terbaru)( .*)?|terkini|terbaru|tin mới( nhất)?|"
    r"mới nhất",
    r"последние (новости|записи)|новости|останні новини|свежие записи|أحدث (الأخبار|المقالات)|"
    r"آخر الأخبار|חדשות אחרונות",
    r"najnov(ije|šie|ejše)( .*)?|последни новини|naujausi.*|jaunākie.*|viimased uudised|"
    r"nýjustu fréttir|darreres notícies|τελευτα[ίι]α ν[έε]α|ροή ειδήσεων|ข่าวล่าสุด|"
    r"آخرین اخبار|تازہ ترین.*|সর্বশেষ.*|ताज़?ा (खबरें|समाचार)",
    r"最新.*|新着.*|近期文章|최신 ?(기사|뉴스)?|실시간.*",
)
_SAME_SITE = (
    r"(see |read )?more (from|by|in|news|stories|articles|posts|headlines|coverage of|"
    r"top stories)( .*)?|more (?!on\b|about\b)[\w’' -]{3,40} (news|stories)|"
    r"(also )?(in|from) (this|the same) (section|series|author|category|issue)|recent (from|"
    r"by) .*|other (stories|articles|posts|news)( .*)?|also (in|on|from|by) .*|"
    r"next in .*|related articles ?more from author|elsewhere on .*|in other news",
    r"mehr (von|aus|news|meldungen|artikel|beiträge|nachrichten|in)( .*)?|weitere (artikel|"
    r"beiträge|meldungen|nachrichten|themen|news)( .*)?|aus dem ressort|mehr aus .*",
    r"(du|de la) m[êe]me (auteur|rubrique|série)|plus d.articles?( .*)?|autres articles|(dans|"
    r"sur) la m[êe]me (rubrique|section)",
    r"m[áa]s (de|en|noticias|art[íi]culos|historias)( .*)?|tambi[ée]n en .*|otras noticias",
    r"mais (de|em|not[íi]cias|artigos)( .*)?|outras not[íi]cias|altri articoli|altre notizie|"
    r"altro (da|in|su) .*",
    r"meer (van|uit|in|nieuws)( .*)?|mer (från|fra|i|nyheter)( .*)?|flere (nyheder|artikler).*|"
    r"więcej (z|w|od|artykułów)( .*)?",
    r"diğer haberler|ещё (из|новости).*|другие новости|المزيد من.*|עוד ב(?!נושא).*|"
    r"更多.*|もっと.*|다른 기사|더 보기",
)
_RELATED = (
    r"related( ?(articles?|stories|story|posts?|content|coverage|news|reading|links?|topics?|"
    r"items|reads?|to this (story|article))?)( .*)?|"
    r"read (more|next|this next|also|on)( (on|about|from|in) .*)?|see also|also read|up next|"
    r"what to read next|further reading|suggested( .*)?|"
    r"(you )?(may|might|could|will|would|.ll)( (also|even))? (like|love|enjoy|"
    r"be interested)( .*)?|(we think )?you.ll (also )?(like|love)|you (may|might) (also )?like.*|"
    r"more (on|about|like|to (read|explore))( .*)?|recommended( (for you|reading|stories|articles|"
    r"posts|reads|videos))?|similar( .*)?|"
    r"if you (liked|enjoyed) this.*|more for you|don.t miss.*|keep reading|continue reading|"
    r"on this (story|topic)|.*\brelated (articles?|stories|posts)",
    r"passend (zum|dazu).*|(das )?(k[öo]nnte|d[üu]rfte) (sie|dich|ihnen) (auch|"
    r"noch)? ?(interessieren|gefallen).*|auch interessant|(ä|ae)hnliche( .*)?|"
    r"verwandte( .*)?|mehr (zum|zu|über|dazu)( .*)?|lesen sie (auch|mehr|weiter|hier).*|lies auch|"
    r"lesetipps?|zum thema|themenverwandt.*|siehe auch|weiterlesen|"
    r"(unsere )?(lese)?empfehlungen?( .*)?|empfohlen(e)?( .*)?|das k[öo]nnte .* interessieren.*",
    r"([àa] )?lire (aussi|[ée]galement|la suite|ensuite)( .*)?|sur le m[êe]me (sujet|th[èe]me)|"
    r"articles? (similaires?|li[ée]s?|associ[ée]s?|connexes?)|"
    r"vous (aimerez|pourriez)( .*)?|voir aussi|recommand[ée]s?( .*)?|en lien|pour aller plus loin|"
    r"contenus? (li[ée]s|similaires)",
    r"(noticias|art[íi]culos|contenidos?|notas|entradas) relacionad[ao]s?|relacionad[ao]s?( .*)?|"
    r"m[áa]s (informaci[óo]n|sobre .*)|lea (tambi[ée]n|m[áa]s)|"
    r"te (puede|podr[íi]a|recomendamos)( .*)?|(le )?puede interesar.*|tambi[ée]n te .*|"
    r"(te )?recomend(amos|ados?)( .*)?|ver tambi[ée]n|en este tema|no te pierdas",
    r"(not[íi]cias|artigos|mat[ée]rias|conte[úu]dos?) relacionad[ao]s?|leia (tamb[ée]m|mais)|"
    r"veja (tamb[ée]m|mais)|saiba mais|recomendad[ao]s?( .*)?",
    r"(articoli|notizie|contenuti) correlat[ei]|correlati|leggi anche|"
    r"ti potrebbe(ro)? (anche )?interessare|potrebbe interessarti( anche)?|approfondimenti|"
    r"consigliati.*",
    r"gerelateerd(e)?( .*)?|lees (ook|meer|verder)( .*)?|meer over( .*)?|verwant(e)?( .*)?|"
    r"aanbevolen( .*)?",
    r"läs (också|även|mer|vidare)( .*)?|relaterade?( .*)?|les (også|mer)( .*)?|læs (også|"
    r"mere)( .*)?|relatert(e)?( .*)?|relaterede?( .*)?|lue (myös|lisää)( .*)?|mer om( .*)?",
    r"(zobacz|czytaj|przeczytaj) (także|też|również|więcej).*|powiązane( .*)?|podobne( .*)?|"
    r"související( .*)?|čtěte (také|dál).*|kapcsolódó( .*)?|olvasd el.*|citește (și|mai).*|"
    r"pe aceeași temă",
    r"(benzer|ilgili|ilişkili) (haber|yazı|konu|içerik)?(ler|lar)?( .*)?|"
    r"bunlar da ilgini(zi)? çekebilir|önerilen(ler)?( .*)?",
    r"(berita|artikel|baca|pos)( juga| terkait| lainnya| serupa)( .*)?|baca (juga|selengkapnya)|"
    r"tin liên quan|bài (viết )?liên quan|có thể bạn quan tâm|xem thêm",
    r"(читайте|см\.|смотрите) (также|еще|ещё)( .*)?|по теме|материалы по теме|похожие( .*)?|"
    r"читайте також|за темою|связанные.*|рекомендуем|"
    r"(مقالات|أخبار|مواضيع|اخبار) (ذات صلة|مشابهة|متعلقة)|اقر[أا] (أيضا|أيضًا|أيضاً|المزيد)|"
    r"ذات صلة|قد يعجبك.*|כתבות (נוספות|קשורות)|קראו גם|עוד בנושא|अन्य .*|संबंधित.*|यह भी पढ़ें|"
    r"σχετικ[άα].*|διαβ[άα]στε (επ[ίι]σησ|ακ[όο]μ[ηα]|περισσ[όο]τερα)|"
    r"mohlo by vás zaujímať|mohlo by vás zajímat|súvisiac.*|prečítajte si.*|"
    r"pročitajte (još|i|više)( .*)?|povezan[eio] .*|možda vas zanima|още по темата|"
    r"прочетете (още|също)|taip pat skaitykite|susij.*|lasi arī|loe (ka|lisaks)|seotud.*|"
    r"tengdar fréttir|lesa meira|notícies relacionades|llegeix també|berita berkaitan",
    r".*ที่เกี่ยวข้อง|อ่าน(เพิ่มเติม|ต่อ).*|แนะนำสำหรับคุณ|(مطالب|اخبار) مرتبط|بیشتر بخوانید|"
    r"متعلقہ خبریں|مزید پڑھیں|আরও পড়ুন|সম্পর্কিত.*|ये भी पढ़ें|தொடர்புடைய.*",
    r".*関連(記事|ニュース|リンク)?.*|あわせて読みたい.*|おすすめ.*|こちらも.*|相关.*|相關.*|"
    r"推荐.*|推薦.*|延伸閱讀|延伸阅读|猜你喜欢|.*관련.*(기사|뉴스)?|추천 ?(기사|뉴스)?|함께 .*",
)
_OTHER = (
    r"front of mind|top (stories|news|headlines|picks|videos)( .*)?|editor.?s.?( choice|"
    r" picks?)( .*)?|must[- ]?reads?|(our |staff )?picks|\w+ picks|featured( .*)?|in the news|"
    r"today.s .*|"
    r"previous (article|post|story)|next (article|post|story|up)?|in focus|spotlight|"
    r"news focus .*|highlights",
    r"nächster artikel|vorheriger artikel|.* empfiehlt|tipps der redaktion|[àa] la une|"
    r"l.essentiel|le choix de la r[ée]daction|destacad[ao]s?|portada|destaques?|in primo piano|"
    r"in evidenza|"
    r"uitgelicht|i fokus|главное|выбор редакции|إخترنا لكم|بقلم|おすすめ|編集部.*|焦点|头条",
)

_ADVERTISING = re.compile(
    r".*\b(advertis(ing|ements?)|anzeigen?|werbung|publicidad|publicit[ée]|pubblicit[àa]|reklam|"
    r"sponsor(ed|s)?|our (brands|partners|network)|nos partenaires|unsere[nr]? partnern?)\b.*"
)
_NO_STORIES = re.compile(
    r".*\b(newsletters?|inbox|giveaways?|coupons?|shopping|deals)\b.*|"
    r"(leave a |post a )?(comments?|reply)|(popular|latest|recent|neueste) (quizzes|comments|"
    r"podcasts|kommentare)|(sponsored|promoted|paid)( .*)?|from (around|across) the web|"
    r"around the web|from our partners|newsletters?( .*)?|sign up( .*)?|subscribe( .*)?|categor(y|"
    r"ies)|tags?|topics?|follow( us)?( .*)?|share( this)?( .*)?|about( us| the author)?|"
    r"archives?|company|legal|services?|contact( us)?|connect( .*)?|advertisement|more info|"
    r"our (sites|brands|network)|help|(quick|useful) links|sections?|"
    r"kommentare?|schlagw[oö]rter|themen|kategorien|anzeige|folgen( .*)?|teilen( .*)?|kontakt|"
    r"impressum|commentaires?|mots[- ]cl[ée]s|cat[ée]gories|suivez.*|partager( .*)?|"
    r"comentarios?|etiquetas|temas|categor[íi]as|s[íi]guenos.*|compart[ie]r?( .*)?|etichette|"
    r"argomenti|categorie|seguici.*|reacties|volg ons.*|kategorier|komentarze|kategorie|"
    r"yorumlar|etiketler|kategoriler|комментарии|теги|рубрики|标签|標籤|评论|コメント|タグ|カテゴリー?|태그|댓글"
)
_KINDS = tuple(
    (kind, re.compile("|".join(f"(?:{part})" for part in parts)))
    # the order matters: "more from" and "latest articles" come before "more ..." and "related"
    for kind, parts in (
        (LinkKind.POPULAR, _POPULAR),
        (LinkKind.SAME_SITE, _SAME_SITE),
        (LinkKind.LATEST, _LATEST),
        (LinkKind.RELATED, _RELATED),
        (LinkKind.OTHER, _OTHER),
    )
)
_EDGES = " \t\n:.…·|»«›‹>→<-–—*#\"“”„'’!?[]()/"
_SPACE = re.compile(r"[\s:]+")


def heading_kind(heading: str) -> LinkKind | None:
    """Return the kind of links that a heading announces; None for an unknown heading."""
    words = _words(heading)
    if not words or _NO_STORIES.fullmatch(words) or _ADVERTISING.fullmatch(words):
        return None
    return next((kind for kind, pattern in _KINDS if pattern.fullmatch(words)), None)


def ends_stories(heading: str) -> bool:
    """Whether a heading announces something else: comments, tags, advertisements, a newsletter."""
    words = _words(heading)
    return bool(_NO_STORIES.fullmatch(words) or _ADVERTISING.fullmatch(words))


def is_advertising(heading: str) -> bool:
    """Whether a heading announces sponsored links."""
    return bool(_ADVERTISING.fullmatch(_words(heading)))


def _words(heading: str) -> str:
    # casefold also makes the last letter of Greek words, ς, a σ;
    # the Turkish capital İ folds to i and a combining dot
    words = _SPACE.sub(" ", heading.strip(_EDGES)).casefold().replace("i\u0307", "i")
    return words if len(words) <= MAX_HEADING_CHARACTERS else ""
