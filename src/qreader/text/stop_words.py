"""Stop words: words of every text of a language, which say nothing about its subject.

Folded as `words.tokens` folds them. A cache mixes languages, so words of one that mean something in
another (German war, man and hat, Spanish sin, French son, Dutch men) are in no list.
"""

from __future__ import annotations

_ENGLISH = """
a about above after again against all also am an and any are aren as at be because been before
being below between both but by can cannot could couldn d did didn do does doesn doing don down
during each even ever every few for from further get gets got had hadn has hasn have haven having
he her here hers herself him himself his how however i if in into is isn it its itself just let
like ll m made make many may me might more most much must my myself no nor not now of off on once
one only or other ought our ours ourselves out over own per re really s said same say says shan she
should shouldn since so some still such t than that the their theirs them themselves then there
these they this those though through to too two under until up upon us ve very was wasn we well
were weren what when where whether which while who whom whose why will with within without won
would wouldn yet you your yours yourself yourselves
"""
_GERMAN = """
aber alle allem allen aller alles als am an andere anderen auch auf aus bei beim bereits bis da
dabei dadurch dafur damit dann das dass dem den denn der deren des deshalb dessen dich die dies
diese diesem diesen dieser dieses dir doch dort du durch ein eine einem einen einer eines einige er
es etwa etwas euch euer fur gegen habe haben hatte hatten hier hinter ich ihm ihn ihnen ihr ihre
ihrem ihren ihrer im immer in indem ins ist ja jede jedem jeden jeder jedoch jetzt kann kein keine
keinem keinen keiner konnen konnte konnten mal mehr mein meine mit muss mussen nach nachdem nicht
nichts noch nun nur ob oder ohne schon sei sein seine seinem seinen seiner seit sich sie sind so
sogar solche soll sollen sollte sowie trotz uber um und uns unser unter viel viele vom von vor
wahrend wann waren warum weil welche welcher wenn wer werden wie wieder will wird wo worden wurde
wurden zu zum zur zwar zwischen
"""
_FRENCH = """
a afin ainsi alors apres au aucun aussi autre autres aux avant avec avoir c ce ceci cela celle
celui ces cet cette ceux chaque chez comme d dans de depuis des donc dont du elle elles en encore
entre est et etaient etait etant ete etre eu fait font il ils j je jusqu l la le les leur leurs
lors lorsque lui m mais me meme memes mes moins mon n ne ni nos notre nous on ont ou par parce pas
peu peut peuvent plus plusieurs pourquoi puis qu quand que quel quelle quelles quels qui s sa sans
se sera ses si sont sous sur t ta te tes toi ton tous tout toute toutes tres tu un une vers voici
vos votre vous y
"""
_SPANISH = """
a al algo algunos ante antes aquel asi aun aunque cada como con contra cual cuando de del desde
donde dos durante e el ella ellas ellos en entre era eran eres es esa ese eso esta estaba estan
estar este esto estos fue fueron ha habia han hasta hay la las le les lo los mas me mediante mi
mientras mismo mucho muy nada ni no nos nosotros nuestra nuestro o os otra otras otro otros para
pero poco por porque puede pueden pues que quien se segun ser si sido sobre solo su sus tambien tan
tanto te tiene tienen todo todos tras tu un una uno unos usted y ya yo
"""
_PORTUGUESE = """
a ao aos apenas as ate cada com como da das de dela dele deles depois do dos e ela elas ele eles em
entre era essa esse esta estao estar estava este foi foram ha isso isto ja lhe mais mas mesmo meu
minha muito na nao nas nem no nos nossa nosso num numa o onde os ou para pela pelas pelo pelos pode
por porque qual quando que quem sao se segundo seja sem ser seu seus sobre sua suas tambem tem teve
um uma uns voce
"""
_ITALIAN = """
a ad agli ai al alla alle allo anche ancora avere aveva c che chi ci come con cosi cui da dagli dai
dal dalla dalle dallo degli dei del dell della delle dello dentro di dopo dove e ed era erano
essere fino fra gia gli ha hanno i il in io l la le lei lo loro lui ma mentre mi molto ne negli nei
nel nella nelle nello no noi non nostro o ogni ora per perche pero piu poi prima quale quando
quella quelle quelli quello questa queste questi questo qui sarebbe se senza si sia siamo sono sta
stata stato su sua sue sugli sui sul sulla sulle suo suoi tra tu tutti tutto un una uno
"""
_DUTCH = """
aan al alle als andere bij daar dan dat de der deze die dit doen door dus een en er ge geen haar
had hebben heeft heel hem het hier hij hoe hun ik in is ja je kan kon kunnen maar me meer met mij
mijn moet na naar niet nog nu of om omdat ons ook op over reeds te tegen toch toen tot u uit uw van
veel voor waar waren wat werd wezen wie wij wil worden wordt ze zelf zich zij zijn zo zonder zou
"""
_RUSSIAN = """
а без более больше будет бы был была были было быть в вам вас ведь во вот все всего всех всё вы где
да даже для до его ее ей если есть еще ещё её же за здесь и из или им их к как какая какой когда
кто ли лишь между меня мне может можно мы на над надо нам нас не него нее нет ни них но ну о об
однако он она они оно от перед по под после потому почти при про с сам своей своих свою себе себя
со так также такой там тем теперь то тогда того тоже только том тот ту тут ты у уже хотя чего чем
через что чтобы чуть эта эти это этого этой этом этот эту я
"""
_POLISH = """
aby ale ani bardzo bedzie bez bo by byc był była było były co czy dla dlatego do gdy gdzie go i ich
ile im inne ja jak jako jednak jego jej jest jestem jeszcze juz kiedy kto ktora ktore ktory ktorych
ktorzy lecz lub ma mnie moze mu na nad nam nas nich nie niz o od oraz po pod podczas poza przed
przez przy rowniez sa sie ta tak takze tam te tego tej ten teraz to tu ty tych tylko tym u w we
wiec wszystko z za zas ze
"""
_SWEDISH = """
alla allt att av bara blev bli blir da de dem den denna deras dess det detta dig din dock du efter
eller en ett finns flera for fran ha hade han hans har hon hur i icke ingen inte jag kan kunde med
mellan mer mot mycket nagon nagot nar ni nu och om oss pa sa samma sedan sig sina skulle som till
under upp ur ut vad var vara vi vid vilken
"""
_TURKISH = """
acaba ama ancak arada artık asla ayrıca bazı bana beni benim bile bir biraz bircok biri birkac bize
bizi bizim boyle bu buna bunda bundan bunlar bunu bunun cok cunku daha dahi degil diger diye dolayı
dolayısıyla edecek eden ederek edildi edilen ediyor etmek etti ettigi fakat gibi gore hala halen
hangi hatta henuz hepsi hicbir icin icinde ile ilgili ise kadar karsı kendi nasıl neden nerede niye
olan olarak oldu oldugu oldugunu olmak olması olsa olup olur ona ondan onlar onların onu onun oysa
oyle ragmen sadece sanki sonra sey tarafından tum uzere uzerinde veya yani yapılan yapılması yaptı
yine yok yonelik
"""
_ARABIC = """
من في على الى إلى عن مع هذا هذه ذلك تلك التي الذي الذين كان كانت يكون تكون قد لقد ان أن إن انه أنه
إنه انها أنها إنها هو هي هم هما نحن أنا ما لا لم لن ليس ليست كما كل بعض غير بين بعد قبل خلال عند
عندما حيث حتى أو او أم ثم بل لكن ولكن لدى منذ حول ضد دون تحت فوق أي اي أيضا ايضا أكثر اكثر أول اول
وقد وكان وكانت وهو وهي وفي ومن وعلى وأن وان وإن وما ولا ولم به بها له لها لهم فيه فيها منه منها
عليه عليها إليه اليه إليها اليها عنه عنها معه معها هناك هنا وقال قال قالت وقالت وأضاف أضاف إذا اذا
إذ لأن لان مثل يوم
"""

_LANGUAGES = {
    "en": _ENGLISH,
    "de": _GERMAN,
    "fr": _FRENCH,
    "es": _SPANISH,
    "pt": _PORTUGUESE,
    "it": _ITALIAN,
    "nl": _DUTCH,
    "ru": _RUSSIAN,
    "pl": _POLISH,
    "sv": _SWEDISH,
    "tr": _TURKISH,
    "ar": _ARABIC,
}
STOP_WORDS = frozenset(word for words in _LANGUAGES.values() for word in words.split())
"""The stop words of all languages: an article's language is often unstated or wrong."""


def stop_words(language: str | None) -> frozenset[str]:
    """Return the stop words of a language (BCP 47), those of all languages where it is unknown."""
    words = _LANGUAGES.get((language or "").lower().partition("-")[0])
    return frozenset(words.split()) if words else STOP_WORDS
