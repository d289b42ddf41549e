desk-looks-like = Looks like { $category } ({ $share }).
desk-looks-like-agency = That is the work of { $agency }.
desk-looks-like-accept = File under { $category }
desk-event-suggested = { $who } accepted the suggestion { $to } ({ $share }%)
desk-event-filed-by-words = Filed under { $to } by its words ({ $share }% sure); nobody had chosen
desk-event-area-read = Area read from the text: { $area }
admin-action-suggestion-accepted = accepted a suggested category
admin-action-routing-asked = started learning from filed reports
admin-subject-routing = routing
admin-job-learn_routing = Learn from filed reports

admin-routing = Category suggestions
admin-routing-text = Sahut learns from reports that staff have filed which words belong to which category. It suggests; people decide. A category that a citizen or a member of staff chose stays as it is.
admin-routing-train = Learn now
admin-routing-asked = Learning has begun. It takes a moment; then reload this page.
admin-routing-never = Nothing has been learned yet
admin-routing-never-text = It learns every night, and at once when you say so.
admin-routing-few = Too few reports have been filed
admin-routing-few-text = { $texts ->
    [0] No different text has been filed by staff so far; at least { $needed } are needed.
    [one] One text has been filed by staff so far; at least { $needed } different ones are needed.
   *[other] { $texts } different texts have been filed by staff so far; at least { $needed } are needed.
 } Until then the word rules work alone.
admin-routing-learned = Learned { $when } from { $tickets } filed reports, which are { $texts } different texts, and from the articles. It knows { $words } words.
admin-routing-first = Right at the first guess
admin-routing-first-note = of reports it had not seen
admin-routing-three = Right among the first three
admin-routing-f1 = Mean over categories
admin-routing-f1-note = F1: small categories count as much as large ones
admin-routing-alone = Decides alone
admin-routing-alone-never = never
admin-routing-alone-from = from { $share }
admin-routing-alone-note = where nobody chose and the rules are silent
admin-routing-spoken = Beside a report it speaks when it is at least { $share } sure. It would have spoken about { $said } of the { $texts } held-out texts, and been right about { $right }.
admin-routing-threshold = Where nobody chose a category and the word rules say nothing, it files a report itself if it is at least { $share } sure. Of { $silent } held-out texts like that it was that sure about { $sure }, and right about { $right }. The report's history says so each time.
admin-routing-no-threshold = It files nothing by itself: on the { $silent } held-out texts about which the word rules say nothing, it was not shown to be right often enough at any degree of sureness (asked are 9 in 10, on enough texts). It only suggests.
admin-routing-chart = { $first } of 100 reports are recognised at the first guess
admin-routing-chart-what = Right categories, of 100 reports that were held out
admin-routing-chart-description = The model { $first }%, rules and model together { $together }%, the word rules alone { $rules }%, always the most frequent category { $frequent }%.
admin-routing-bar-model = The learned model
admin-routing-bar-together = Word rules, then the model where sure
admin-routing-bar-rules = Word rules alone
admin-routing-bar-frequent = Always the most frequent category
admin-routing-source = Five parts, dealt by report id: each judged by what the other four teach. Copies of a text stay in one part and count once.
admin-routing-measure = Measure
admin-routing-share = Share
admin-routing-table = By category
admin-routing-table-text = Found: of the texts that staff filed there, how many were recognised. Right: of the texts it would file there, how many belong there.
admin-routing-category = Category
admin-routing-texts = Texts
admin-routing-found = Found
admin-routing-right = Right
admin-routing-f1-short = F1
admin-routing-gone = closed category ({ $code })
admin-routing-not-read = What it does not learn from: confidential reports, reports that were turned away, and what it filed itself until a person confirmed it. Numbers are never kept, and words of reports only when they stand in at least three different texts.
