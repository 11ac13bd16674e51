## languages

language-name = English

## kinds

kind-area = Area
    .many = Areas
    .what = A part of the world with a boundary: part of a street, a neighbourhood, a district or a municipality.
kind-address = Address
    .many = Addresses
    .what = A front door. Addresses of homes are only for the team that goes door to door.
kind-person = Resident
    .many = Residents
    .what = Somebody who lives here. Kept and shown only as that person agreed.
kind-follow_up = Promise
    .many = Promises
    .what = Something the team promised to do: ask somebody, bring people together, thank them.
kind-skill = Skill
    .many = Skills
    .what = Something a person can do, knows or can teach.
kind-theme = Theme
    .many = Themes
    .what = What people care about.
kind-term = Term
    .many = Terms
    .what = A word from a list of choices.
kind-association = Association
    .many = Associations
    .what = A group whose members decide for themselves: a club, a choir, a residents’ group or a chat group.
kind-institution = Institution
    .many = Institutions
    .what = An organisation where people are paid to be there for others: a school, the library, a housing corporation.
kind-enterprise = Enterprise
    .many = Enterprises
    .what = A shop, business or cooperative that earns its own living.
kind-place = Place
    .many = Places
    .what = A building, room, garden, square or piece of land where something can happen.
kind-thing = Thing
    .many = Things
    .what = A tool, a vehicle or something else that can be shared.
kind-activity = Activity
    .many = Activities
    .what = Something people do together, once or again and again.
kind-service = Service
    .many = Services
    .what = Something that is done for people, paid or by volunteers.
kind-story = Story
    .many = Stories
    .what = What happened here, told as its teller wishes.
kind-photo = Photo
    .many = Photos
    .what = A photo of something in the neighbourhood. It stands with what it shows.
kind-backdrop = Base map
    .many = Base map
    .what = A line or surface of the drawing under the map: street, water, green or building.
kind-neighbourhood = About the neighbourhood
    .many = About the neighbourhood
    .what = The particulars of the neighbourhood itself.

## fields

field-name = Name
field-description = Description
field-tags = Tags
    .help = Single words, separated by commas.
field-website = Website
    .help = Begins with https:// or http://.
field-level = Level
field-cbs_code = CBS code
    .help = For example BU05990110. Letters and zeros are part of it.
field-cbs_year = Year of the division
field-population = Inhabitants
field-households = Households
field-surface_ha = Surface
field-street = Street
field-number = House number
field-postcode = Postcode
    .help = Four digits and two letters, for example 1011AB.
field-town = Town
field-bag_id = BAG id
    .help = Sixteen digits from the Dutch register of addresses and buildings.
field-contact = Contact
field-languages = Languages
field-square = Square of 100 metres
field-home = Sign of the home
field-hidden = Hidden
field-consents = Consent
field-contact_seen = Who looked at the contact
field-task = What we do
field-owner = Who does it
field-due = By which day
field-done_on = Done on
field-ask_after_months = Ask again after (months)
field-hide_after_months = Hide after (months)
field-erase_after_months = Erase after (months)
field-longer_because = Why longer than usual
field-location_precision = How precise on the map
field-adult16 = 16 or older
field-connector = Connector
field-code = Code
field-group = Group
field-label_nl = Dutch
field-label_en = English
field-synonyms_nl = Other words, Dutch
    .help = One word on a line.
field-synonyms_en = Other words, English
    .help = One word on a line.
field-broader = Falls under
    .help = A wider word, such as Cooking above Baking.
field-merged_into = Merged with
field-esco_uri = ESCO address
field-scheme = List of choices
field-kinds = Goes with
    .help = Nothing chosen means: with everything.
field-sensitive = Sensitive
    .help = Who is a member of it must not become visible.
field-osm = OpenStreetMap
    .help = One tag on a line, such as amenity=library.
field-icon = Icon
field-association_kind = Kind of association
field-form = Form of organisation
field-formal = Formally founded
field-members_approx = Members, about
field-meets = Meets
    .help = For example: every Tuesday evening.
field-address_text = Address
field-contact_name = Contact person
field-email = E-mail
field-phone = Phone
field-kvk = Trade register number
    .help = Eight digits.
field-sector = Sector
field-social_base_level = Layer of the social fabric
field-opening_hours = Opening hours
field-branch = What it does
field-resident_led = Led by residents
field-place_kind = Kind of place
field-functions = What for
field-access = Who may enter
field-accessibility = Accessibility
field-size_m2 = Size
field-threat = What is at stake
field-commons_rules = Rules of use
field-thing_kind = Kind of thing
field-sharing = How we share it
field-conditions = Conditions
field-starts = Starts on
field-recurrence = When
field-open_to = For whom
field-costs = Costs
field-domain = Public or private
field-scale = Scale
field-paid_hours = Paid hours a year
field-volunteer_hours = Volunteer hours a year
field-cost = Cost a year
field-taken_over_from = Taken over from
field-told_on = Told on
field-teller = Teller
field-teller_agreed = Teller agreed
field-photo-name = Caption
    .help = What is on it? If you leave this empty, the name of what it shows is used.
field-alternative = For who cannot see the photo
    .help = Describe in one sentence what can be seen. People who see badly have this read to them.
field-maker = Maker
    .help = Who took the photo?
field-licence = What may others do with it?
field-taken_on = Taken on
field-width = Width
field-height = Height
field-sizes = Picture
field-first = Comes first
field-layer = Layer
field-language = Language of the neighbourhood
field-data_source = Where the data comes from
field-tile_url = Map images from outside
    .help = Only if you fill this in does the map ask others for images. They can then see who looks where.
field-tile_attribution = Source of the map images
field-embed_sites = Sites that may show the map and the list
    .help = One site on each line: https:// and then the name, such as www.newspaper.example. Empty: no other site may.
field-gift = Head, hands or heart
field-best3 = One of their three best
field-teach = Would teach it
field-share_how = How
field-note = Note
field-vision = What they have in mind
field-amount = How much
field-until = Until
field-strength = How well
field-since = Since
field-about = What about
field-role = Role
field-voting = Has a vote
field-paid = Paid
field-hours = Hours a week
field-right = Right
field-share_percent = Share
field-price = Price
field-when = When
field-terms = Terms
field-year = Year
field-category = Kind of payment
field-basis = How we know
field-grade = How much say
field-happened_on = On
field-story = How it went
field-visibility = Who may see this
field-valid_from = From
field-valid_to = Until
field-whereabouts = Where it is
field-pays-amount = Amount

## choices

choice-level-segment = Part of a street
choice-level-block = Block
choice-level-buurt = Neighbourhood
choice-level-wijk = District
choice-level-gemeente = Municipality
choice-level-project = Project area
choice-task-ask = Ask somebody
choice-task-introduce = Introduce
choice-task-bring_along = Bring along
choice-task-thank = Thank
choice-task-ask_again = Ask again
choice-location_precision-none = Not at all
choice-location_precision-area = Neighbourhood
choice-location_precision-cell = Square on the map
choice-location_precision-street = Street
choice-sector-public = Public
choice-sector-non_profit = Non-profit
choice-sector-for_profit = For profit
choice-sector-private = Private
choice-sector-civil = Civil society
choice-social_base_level-personal = Personal
choice-social_base_level-communal = Communal
choice-social_base_level-institutional = Institutional
choice-place_kind-land = Land
choice-place_kind-building = Building
choice-place_kind-dwelling = Dwelling
choice-place_kind-room = Room or hall
choice-place_kind-public_space = Public space
choice-place_kind-infrastructure = Infrastructure
choice-place_kind-energy = Energy
choice-access-everyone = Everyone
choice-access-members = Members
choice-access-by_appointment = By appointment
choice-access-closed = Closed
choice-thing_kind-equipment = Equipment
choice-thing_kind-vehicle = Vehicle
choice-thing_kind-digital = Digital
choice-thing_kind-fund = Fund
choice-sharing-lend = To borrow
choice-sharing-rent = To rent
choice-sharing-together = Use together
choice-sharing-ask = Just ask
choice-domain-public = Public
choice-domain-private = Private
choice-scale-street = Street
choice-scale-buurt = Neighbourhood
choice-scale-wijk = District
choice-scale-gemeente = Municipality
choice-scale-region = Region
choice-layer-boundary = Boundary
choice-layer-water = Water
choice-layer-green = Green
choice-layer-building = Building
choice-layer-street = Street
choice-language-nl = Dutch
choice-language-en = English
choice-gift-head = Head: know
choice-gift-hands = Hands: do
choice-gift-heart = Heart: care
choice-gift-experience = Experience
choice-share_how-free = For free
choice-share_how-exchange = In exchange
choice-share_how-paid = Paid
choice-strength-by_name = By name
choice-strength-together = Do things together
choice-strength-friends = Friends
choice-right-ownership = Ownership
choice-right-land_ownership = Ownership of the land
choice-right-leasehold = Ground lease
choice-right-superficies = Right of superficies
choice-right-lease = Lease
choice-right-use = Use
choice-right-management = Management
choice-category-contract = Contract
choice-category-rent = Rent
choice-category-sale = Sale
choice-category-membership = Membership fee
choice-category-grant = Grant
choice-category-gift = Gift
choice-category-loan = Loan
choice-category-wage = Wage
choice-category-purchase = Purchase
choice-category-tax = Tax
choice-basis-measured = Measured
choice-basis-reported = Reported
choice-basis-estimated = Estimated
choice-basis-claimed = Claimed
choice-grade-inform = Is informed
choice-grade-consult = Is consulted
choice-grade-advise = Advises
choice-grade-co_decide = Co-decides
choice-grade-decide = Decides
choice-grade-own = Owns
choice-licence-this_site = On this site only
choice-licence-cc_by = May be used, with the maker’s name (CC BY)
choice-licence-cc_by_sa = May be used and passed on alike, with the name (CC BY-SA)
choice-licence-cc0 = Anything goes (CC0)

## ties

tie-has_talent =
    .out = can
    .in = is a talent of
tie-wants_to_learn =
    .out = wants to learn
    .in = is what is wanted by
tie-cares_about =
    .out = cares about
    .in = matters to
tie-offers =
    .out = offers
    .in = is offered by
tie-wishes_for =
    .out = is looking for
    .in = is looked for by
tie-lives_in =
    .out = lives in
    .in = is home to
tie-located_at =
    .out = is found at
    .in = is the location of
tie-part_of =
    .out = is part of
    .in = includes
tie-knows =
    .out = knows
    .in = knows
tie-goes_to =
    .out = goes to
    .in = is turned to by
tie-member_of =
    .out = is a member of
    .in = has as a member
tie-works_for =
    .out = works for
    .in = is the workplace of
tie-responsible_for =
    .out = is responsible for
    .in = is looked after by
tie-holds_right =
    .out = holds a right to
    .in = is in the hands of
tie-stands_on =
    .out = stands on
    .in = carries
tie-uses =
    .out = uses
    .in = is used by
tie-initiates =
    .out = started
    .in = was started by
tie-takes_part_in =
    .out = takes part in
    .in = is joined by
tie-hosts =
    .out = hosts
    .in = is hosted by
tie-provides =
    .out = provides
    .in = is provided by
tie-serves =
    .out = is there for
    .in = is served by
tie-pays =
    .out = pays
    .in = receives money from
tie-decides_on =
    .out = has a say in
    .in = is decided on by
tie-expert_in =
    .out = knows much about
    .in = is the expertise of
tie-led_to =
    .out = led to
    .in = came out of
tie-tells_of =
    .out = tells of
    .in = appears in
tie-depicts =
    .out = shows
    .in = is on the photo

## visibility and origin

visibility-everyone = Everyone
visibility-neighbours = Neighbours who made themselves known
visibility-builders = Community builders
visibility-stewards = Stewards
visibility-self = Only the person concerned
origin-conversation = told in a conversation
origin-self = entered by whom it concerns
origin-import = from a file
origin-desk = looked up or typed in

## problems

problem-not-found = This is not here
    .next = Check the address, or start again at the neighbourhood.
problem-not-for-you = You have no right to do this here
    .next = Sign in with an account that may, or ask a steward of the neighbourhood.
problem-wrong-method = This address cannot be used like this
    .next = Go back and use the buttons on the page.
problem-unclear = We do not understand this request
    .next = See below what is wrong and correct it.
problem-foreign-form = This form came from another website
    .next = Open the page here again and send the form once more. Nothing was changed.
problem-too-large = This file is too large
    .next = Make it smaller or split it. Nothing was changed.
problem-broken-off = The file did not come in whole
    .next = Nothing was kept. See whether the connection is good and send it again.
problem-overtaken = Somebody else was first
    .next = Open the page again, see what changed, and then do it once more. Nothing was overwritten.
problem-not-kept = It could not be kept
    .next = Nothing was changed. The disk is probably full. Tell whoever runs the server and try again later.
problem-not-erased = The picture could not be erased
    .next = The photo is on no page any more, but its file is still on the disk. Try once more. If it keeps failing, let whoever runs the server have a look.
problem-our-fault = Something went wrong, and it is our fault
    .next = Nothing was half kept. Try again; if it keeps going wrong, tell whoever runs the server.

## steward

## frame: what stands round every page

frame-description = { $name }: places, things, clubs, people and stories of the neighbourhood, on the map and in a list.
frame-skip = To the content
frame-tabs = Main menu
frame-home = Home
frame-map = Map
frame-list = List
frame-add = Add
frame-about = About
frame-foot = What the neighbourhood has, and how it hangs together.
frame-foot-about = About this site
frame-foot-neighbourhoods = All neighbourhoods

## parts: what pages are made of

parts-unknown = not known
parts-coverage = How much of this is known
parts-crumbs = Where you are
parts-pager = Other pages of this list
parts-previous = Previous
parts-next = Next
parts-page = { $first } to { $last } of { $total }
parts-optional = (optional)
parts-faults = { $n ->
    [one] Something is not right yet.
   *[other] { $n } things are not right yet.
}

## command line

cli-begun = { $name } has begun. Now bring in data (wijkweb import --to { $slug } …) or show it (wijkweb serve).
cli-slug-taken = There is already a neighbourhood with the short name { $slug }. Choose another.
cli-no-such-vocabulary = There is no vocabulary { $vocabulary }. There are: { $known }.
cli-no-such-slug = There is no neighbourhood with the short name { $slug }. There are: { $known }.
cli-refused = Nothing was changed, because: { $why }
cli-store-failure = The folder { $folder } cannot be used: { $why }
cli-disk = The operating system refuses: { $why }
cli-listening = Wijkweb can be seen at { $address } (stop: Ctrl-C)
cli-steward-link = Become the first steward, to be used once: { $link }
cli-no-proxies = Note: https is on, but trusted_proxies is empty. Whoever comes through your proxy then counts as one visitor. Put the address of your proxy there, such as 127.0.0.1 (wijkweb operating).
cli-port-in-use = Another program already listens at { $address }. Choose another port with --listen, for example --listen 127.0.0.1:8081.
cli-port-forbidden = This program may not listen at { $address }. Choose a port above 1024 with --listen.
cli-port-failure = Cannot listen at { $address }: { $why }
cli-not-passed-on = The running program does not do this for you. Stop it first.
cli-check-neighbourhood = { $slug }: kept { $commits } times, { $rows } records and ties
cli-check-well = Everything was read and is well.
cli-check-not-well = Not everything is well; see above. Nothing was changed.


## list: what the neighbourhood has

list-title = What the neighbourhood has
list-search = Search for a word
list-kinds = Kind
list-more = More filters
list-functions = Good for
list-tags = Keywords
list-tag = Keyword
list-another-tag = Another keyword
list-located = On the map
list-located-either = Does not matter
list-ask = Show
list-other-kinds = Also found here
list-found = { $n ->
    [0] Nothing found
   *[other] { $n } found
}
list-to-map = On the map
list-as-geojson = GeoJSON
list-as-csv = CSV
list-parts = Chosen filters
list-part-text = “{ $text }”
list-part-tag = keyword “{ $tag }”
list-part-located = Is on the map
list-part-not-located = Is not on the map
list-without = Take this filter away: { $part }
list-without-all = Take all filters away
list-beyond = The list is not that long
    .text = You asked for page { $page }. The last page is { $last }.
list-to-last = To the last page
list-empty = Nothing here yet
    .steward = Add the first thing you know: a place, a club or a shop. Or bring in a file.
    .visitor = The stewards of this neighbourhood are just beginning. Come back later.
list-add = Add something
list-import = Bring in a file
list-to-home = To the beginning
list-nothing = Nothing was found for this
    .text = Try another word, or take a filter away.
list-wider = Without { $part }: { $n }
list-show-all = Show everything ({ $n })
list-wrong = We do not understand part of the question. That part was left out.
list-wrong-q = A search has at most { $longest } letters.
list-wrong-kind = There is no kind “{ $value }”.
list-wrong-function = There is no function “{ $value }”.
list-wrong-place = “place” is “yes” (on the map) or “no” (not on the map), not “{ $value }”.
list-wrong-page = “page” is a number from 1, not “{ $value }”.
list-wrong-per = “per” is a number from 1 to { $most }, not “{ $value }”.

## asset: one record

asset-ended = ended on { $day }
asset-not-begun = begins on { $day }
asset-no-facts = Nothing more has been written down about this yet.
asset-withheld = Not for everyone to see: { $fields }. We do not say whether this is filled in.
asset-connections = How it is connected
asset-no-connections = No connections have been written down yet.
asset-add-tie = Add a connection
asset-from = from { $day }
asset-until = until { $day }
asset-place = Where it is
asset-not-on-map = This is not on the map yet.
asset-lies-in = Lies in
asset-is-point = One point:
asset-is-points = Several points, around
asset-is-line = A line, around
asset-is-surface = A surface, around
asset-coordinates = { $latitude } N, { $longitude } E
asset-to-map = Show on the map
asset-origin = How we know this
asset-came-by = How it came here
asset-source = Source
asset-external-id = Number in the source
asset-created = Written down on
asset-updated = Last changed on
asset-version = Version
asset-question = This may be here twice
    .other = It looks like:
    .decide = Compare and decide
done-added = It has been kept.
done-swapped = It has been kept. Longitude and latitude were swapped; that was put right.
done-tied = The connection has been kept.
done-different = Kept: these are two different things.
done-merged = Merged. The connections of both are here.
done-photographed = The photos are kept.

## form: what is said of values and asked in forms

form-yes = yes
form-no = no
form-day = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }

## neighbourhoods: the front page

neighbourhoods-title = Neighbourhoods
neighbourhoods-lead = All that a neighbourhood has: places, things, clubs, activities and stories. And how it hangs together.
neighbourhoods-none = There is no neighbourhood yet
    .next = Whoever runs the server begins one on the command line. For example like this:
neighbourhoods-assets = { $n ->
    [0] Nothing entered yet
    [one] 1 thing, place, group or story
   *[other] { $n } places, things, groups, activities and stories
}
neighbourhoods-map = To the map

## home: the page of a neighbourhood

home-search = Search for a place, club or activity
    .do = Search
home-ways = Look around
home-way-map = On the map
    .what = See what is round your corner.
home-way-list = In a list
    .what = Search and choose, without a map.
home-way-talents = What we can do together
    .what = How many people can do something, by kind of talent.
home-way-people = Residents
    .what = Who agrees to be found.
home-way-me = All that is kept about you.
home-way-add = Add something
    .what = A place, a group, something to share.
home-way-import = Bring in a file
    .what = A list or map that exists already.
home-way-about = About this site
    .what = What this is, who sees what and where it comes from.
home-here = What is here
    .ground = As of { $day }. Counted is what was entered here and what you may see. The neighbourhood itself surely has more.
home-none-yet = nothing entered yet
home-located = { $located } of { $n } on the map
home-origin = { $n } { $origin }
home-new = New
home-new-row = { $kind } · added on { $day }
home-all = Everything in a list
home-empty = This neighbourhood has just begun
    .next = There is nothing to see here yet. Come back later, or tell a steward what there is near you.
home-empty-steward = It begins here
    .next = Nothing has been entered yet. Begin with one place that everybody knows, or bring in a list that exists already.
home-first-add = Add the first
home-first-import = Bring in a file

## map: the page and what its script says; %n and %name are filled in by the script

map-title = Map of { $name }
map-skip = To the map itself
map-region = Map
map-without-script = The map needs JavaScript. All that is on it, you also find here:
map-list = The same in a list, without a map
map-search = Search on the map
    .do = Search
map-filters = Choose what you see
map-kinds = Kinds
map-functions = Only places for
map-tags = With tag
map-ground = Ground
map-areas = Borders and names of areas
map-clear = Show everything
map-around = Around me
map-fit = Whole neighbourhood
map-trouble = The map got no answer
    .next = What was loaded already, stays.
    .again = Try again
map-in-view = In view
map-open = To its page
map-here = %n at this spot
map-close = Close
map-cluster = %n close together
map-in-view-one = 1 thing, place or group in view
map-in-view-many = %n things, places and groups in view
map-none = Nothing is in view here. Move the map, zoom out or choose other filters.
map-missing = There is more here than the map shows: %n more. Zoom in to see everything.
map-first-rows = The list shows the first %n.
map-to-map = Show %name on the map
map-to-map-short = Show on the map
map-filters-one = 1 filter
map-filters-many = %n filters
map-around-asking = One moment. Your device is finding out where you are.
map-around-found = The list now begins with what is nearest to you. Your position stays on this device.
map-around-far = You are not in this neighbourhood now. The list begins with what is nearest to you. Your position stays on this device.
map-around-refused = Your browser may not say where you are. That is fine. If you do want it, give permission at the lock in the address bar.
map-around-unknown = Your device could not find out where you are. Try again outdoors.
map-around-cannot = This browser cannot say where you are here. Move the map to your street yourself.
map-nameless = without a name
map-area = Area
map-metres = %n m
map-kilometres = %n km
map-zoom-in = Closer
map-zoom-out = Further away

## about: what this is and who sees what

about-title = About { $name }
about-lead = This site shows what the neighbourhood has and how it hangs together.
about-what = Every neighbourhood has more than you see at first sight: halls and gardens, tools to borrow, clubs, shops, activities and stories. Here they are together, on a map and in a list. With everything it says what it is connected to.
    .gifts = We begin with what is there, not with what is missing. Nobody gets a mark. No street, group or resident is put in a ranking.
about-audiences = Who sees what
    .what = Not everything is for everyone. What you may not see is not counted either, in figures, search results and files.
    .who = Who
    .sees = Sees
    .you = you now
about-audience-everyone = Everyone
    .sees = Places, things, groups, institutions, enterprises, activities, services and stories that are public, with their address.
about-audience-neighbours = Neighbours who made themselves known
    .sees = All of that, and contact persons too.
about-audience-builders = Community builders
    .sees = All of that, and what is meant for the neighbourhood team.
about-audience-stewards = Stewards
    .sees = Everything that was entered about places, groups and things, to keep it right. About residents only what they agreed to.
about-data = About the data
    .count = On { $day } you see { $n ->
        [one] 1 place, thing, group or story
       *[other] { $n } places, things, groups, activities and stories
    } here. That is what was entered, not all there is.
    .figures = With every figure it says of which day it is, how we know and how much is still missing. ‘Not known’ is never the same as nought.
about-source = Source and licence
    .unknown = It has not been entered yet where the data comes from and what you may do with it. Ask a steward before you use it.
about-take = Take it with you
    .what = What you see here, you can also get as a file or open in a mapping program:
    .layers = Map layers (OGC API - Features)
about-kinds = What belongs where
about-privacy = Your privacy
    .persons = Nothing about residents is here unless they agreed to it themselves. Taking it back is always possible and works at once.
    .cookies = There are three cookies at most: your language, when you last looked at what is new, and whether you are signed in. We do not track you.
    .strangers = The site asks nothing of other companies: no fonts, no map images, no statistics. If a steward turns on map images from outside, their source is named on the map.
    .position = ‘Around me’ on the map uses your position in your browser only. The map always asks for a wide box, of about 500 metres or more.
    .notice = What we keep about people, why, and what you can ask
    .out = Is there something here that should not be? Tell a steward, who can change it or take it away.
about-program = About the program
    .what = Wijkweb is free software (AGPL-3.0 or later). The map uses Leaflet (BSD-2-Clause) and Leaflet.markercluster (MIT).
## layers: for maps and programs of others

layers = Layers
layers-title = Layers of { $name }
layers-assets = Everything in the neighbourhood
    .what = All kinds of assets in one layer. Each feature has the properties that are filled in.
layers-create-no-json = This is not JSON: { $why }
layers-create-no-features = Send a GeoJSON Feature, or a FeatureCollection with 1 to { $most } features.
layers-create-in = Feature { $n }: { $why }
layers-create-kind = The property “kind” does not say a kind that belongs in this layer.
layers-create-unknown = There is no property “{ $name }”. The schema of the layer says which there are.
layers-create-id = The id must be a UUID. Leave it out to get one.
layers-create-geometry = The geometry is not a sound point, line or surface in longitude and latitude.
layers-about = Everything the neighbourhood has on the map, for other maps and programs (OGC API - Features). You see only what is open to you.
layers-api = Description for programs (OpenAPI)
layers-conformance = Which agreements this meets
layers-items = { $layer }: what is here
layers-fields = Fields
layers-count = { $n ->
    [0] nothing
    [one] 1 item
   *[other] { $n } items
}
layers-none = Nothing here fits this question.
layers-where = Place (longitude and latitude)
layers-record = To its own page
layers-parameters = You can use these words in the address. Besides, each layer can be filtered by its own fields.
layers-parameter-f = Form of the answer: json for programs, html for people.
layers-parameter-bbox = Only what lies in this box: west, south, east, north in degrees. West greater than east: across the date line.
layers-parameter-bbox-crs = Coordinate system of the box. Only WGS 84 (longitude, latitude).
layers-parameter-crs = Coordinate system of the answer. Only WGS 84 (longitude, latitude).
layers-parameter-datetime = Only what exists at this moment or in this period, such as 2026-05-01T00:00:00Z or 2026-05-01/..
layers-parameter-limit = How many items on one page.
layers-parameter-after = Begin after the item with this id.
layers-parameter-before = End before the item with this id.
layers-parameter-q = Only where these words are found.
layers-parameter-function = Only with one of these functions.
layers-parameter-tag = Only with one of these tags.
layers-parameter-feature = The id of an item.
layers-answer-unclear = The address cannot be understood; the answer says why.
layers-answer-not-found = There is nothing here, or nothing for you.
layers-answer-our-fault = Something went wrong on our side.
layers-fault-form = The form (f) is json or html.
layers-fault-unknown = The parameter “{ $name }” is not known here. Known are: { $known }.
layers-fault-twice = The parameter “{ $name }” is there twice. Give it once.
layers-fault-limit = The number (limit) is a whole number from 1 to { $most }.
layers-fault-bbox-number = A box (bbox) is made of numbers with a point, separated by commas: west,south,east,north.
layers-fault-bbox-count = A box (bbox) has 4 numbers (west,south,east,north) or 6 (with heights).
layers-fault-bbox-latitude = A latitude in the box (bbox) is not between -90 and 90. The order is west,south,east,north: longitude before latitude, in degrees.
layers-fault-bbox-longitude = A longitude in the box (bbox) is not between -180 and 180. The order is west,south,east,north: longitude before latitude, in degrees.
layers-fault-bbox-order = The south of the box (bbox) lies above its north. The order is west,south,east,north.
layers-fault-crs = The coordinate system ({ $name }) is only http://www.opengis.net/def/crs/OGC/1.3/CRS84.
layers-fault-datetime = A moment (datetime) is a date and time with a zone, such as 2026-05-01T00:00:00Z, or a period such as 2026-05-01T00:00:00Z/..
layers-fault-datetime-order = The period (datetime) ends before it begins.
layers-fault-cursor = The parameter “{ $name }” is an id from an earlier answer. Follow the link to the next page.
layers-fault-both-cursors = Give “after” or “before”, not both.
layers-fault-whole = “{ $name }” is a whole number.
layers-fault-decimal = “{ $name }” is a number with a point.
layers-fault-money = “{ $name }” is an amount in euros with a point and at most two digits behind it.
layers-fault-yes-no = “{ $name }” is true or false.
layers-fault-day = “{ $name }” is a day, such as 2026-05-01.
layers-fault-choice = “{ $name }” is one of: { $choices }.

## import

import-title = Bring in data
import-lead = Do you have a list or map already? Bring it in here. You first see what will happen; only then is anything kept.
import-kind = What is in the file?
    .help = Choose what the rows are.
    .by-itself = The file says so itself (column kind)
import-file = File
    .help = CSV or GeoJSON. Save an Excel file as CSV first.
import-look = Show what will happen
import-persons = Residents do not come from a file like this: they decide themselves what is here about them. Did they say yes? Then go to:
import-not-received = The file did not arrive
import-no-file = Choose a file first.
import-earlier = Brought in earlier
    .what = { $n } records, on { $day }
import-preview = Preview: { $file }
import-unreadable = We cannot read this file
import-another = Bring in another file
import-wish-unclear = This does not fit the file
import-read-as = { $n } rows read as { $format }, letters as { $encoding }, coordinates: { $system }.
import-no-places = none
import-nothing-new = There is nothing new
    .next = Everything in this file is here already, or cannot be kept. See below why.
import-do = { $n ->
    [one] Bring in 1 record
   *[other] Bring in { $n } records
}
import-count-fresh = { $n } new
import-count-likely = { $n } of these look like something that is here; you decide later
import-count-known = { $n } are here already
import-count-different = { $n } are here already, but different; they stay as they are
import-count-repeated = { $n } occur more than once in the file and count once
import-count-refused = { $n } cannot be kept
import-columns = What is what?
import-column = Column in the file
import-example = Example
import-becomes = Becomes
    .nothing = Leave out
    .part = Part of something, as guessed
    .place = The place on the map
import-place-longitude = Longitude
import-place-latitude = Latitude
import-place-x = x coordinate
import-place-y = y coordinate
import-place-geometry = Shape on the map (WKT or GeoJSON)
import-source = Name of the source
    .help = Under this name the rows are known again when you bring the file in once more.
import-look-again = Look again
import-of = Bringing in: { $file }
import-progress = { $done } of { $total } kept. This page refreshes by itself.
    .label = Progress
import-written = { $n ->
    [0] Nothing new was kept
    [one] 1 record was kept
   *[other] { $n } records were kept
}
    .next = Below is what was noticed.
refusal-broken = { $n ->
    [one] It breaks a rule: { $first }
   *[other] It breaks { $n } rules, the first: { $first }
}
refusal-closed = The neighbourhood is just being closed. Try again.
import-stopped = The import stopped
    .next = What was kept stays. Perhaps the disk is full. Bring the file in again after that: what is here already does not come in twice.
import-to-list = To the list
import-to-questions = { $n } perhaps double: look at them
import-brought = Of this, { $n } records are now in the neighbourhood.
import-left-out = { $n } rows were left out
import-different = Here already, but different
    .what = What is here was not changed. See whether the file is right and then change it yourself.
import-more = And { $n } more.
import-undo = Changed your mind?
    .what = You can take away everything of this import. What was changed or tied to something since then stays.
    .do = Take it all away
import-undone = Taken away
    .removed = { $n } records were taken away
    .kept = { $n } stay, because somebody worked on them since:

## snags

snag-row = Row { $rows }
snag-column = column “{ $column }”
snag-value = value “{ $value }”

## rules

rule-missing = The field { $field } may not be empty. Fill it in.
rule-too-long = The field { $field } is too long. Make it shorter.
rule-out-of-bounds = The number in { $field } is too small or too large. Check it.
rule-not-a-choice = In { $field } is something that is not in the list of choices. Choose something from the list.
rule-wrong-form = What is in { $field } does not have the right form. Check it.
rule-not-for-this-kind = The field { $field } does not belong here. Leave it out.
rule-ends-before-it-begins = It ends before it begins. Swap the days.
rule-unknown-term = “{ $code }” in { $field } is not in the list of choices. Choose another word.
rule-remade = What something is cannot change. Make something new.
rule-overtaken = Somebody else was before you. Open the page again and see what changed.
rule-gone = It is not there any more.
rule-dangling-end = One of the two is not there any more. Choose again.
rule-wrong-ends = These two cannot be connected in this way. Choose another kind of connection.
rule-same-ends = Something cannot be connected with itself. Choose another.
rule-second-from-one = There is such a connection already, and there can be only one at a time. Fill in another time or choose something else.
rule-second-for-pair = This connection is there already. Fill in another time or choose something else.
rule-loop = This would go round in a circle: one belongs to the other and that to the first again. Choose another.
rule-back-in-time = What came out of something cannot be earlier than its beginning. Check the days.
rule-more-than-whole = Together with what is there already this is more than 100 %. Make the share smaller.
rule-source-taken = This number of the source belongs to something else already.
rule-no-consent = That person did not agree to this.
rule-unsaid = What this person said before has to stay. Add to it; take nothing away.
rule-too-young = Under 16: a parent or guardian has to agree.
rule-too-precise = We keep where somebody lives as a square of 100 metres, and only if they want that.
rule-no-purpose = This neighbourhood has not said yet that it keeps talents of residents. A steward chooses that purpose in the settings, and the privacy notice then tells it.
rule-only-erased = You do not just take a resident away. Use “Erase”: then everything really goes.

## command line, files

cli-file-not-there = This file or folder is not there. Look at the name.
cli-file-forbidden = This program may not read or write there. Change the rights or choose another place.
cli-file-is-folder = This is a folder, not a file.
cli-file-disk-full = The disk is full. Make room and try again.
cli-file-failure = { $file }: { $why }
cli-read-as = { $file }: { $n ->
    [one] 1 row
   *[other] { $n } rows
} read as { $format }, letters as { $encoding }, coordinates: { $system }
cli-different = Row { $row } is here already, but different: { $fields }
cli-dry-run = Nothing was kept (--dry-run). Without that flag { $n ->
    [one] 1 record
   *[other] { $n } records
} would be added.
cli-progress = { $done } of { $total }
cli-written = { $n ->
    [0] Nothing new was kept.
    [one] 1 record was kept.
   *[other] { $n } records were kept.
}
    .undo = To take all of it back: wijkweb import --to { $slug } --undo { $delivery }
cli-taken-back = { $n ->
    [0] Nothing was taken back.
    [one] 1 record was taken back.
   *[other] { $n } records were taken back.
}
    .stays = Stays, because it was changed or tied since: { $name } ({ $id })
cli-nothing-to-take-back = There is nothing (left) of the import { $delivery }.
report-file = File
report-weight = Weight
report-rows = Rows
report-column = Column
report-value = Value
report-what = What it is and what you can do
cli-exported = Written: { $file }
## snags: what was not as expected in a file, and what to do

snag-severity-note = { $n ->
    [one] 1 note
   *[other] { $n } notes
}
    .one = Note
snag-severity-warning = { $n ->
    [one] 1 thing to look at
   *[other] { $n } things to look at
}
    .one = Look at
snag-severity-refused = { $n ->
    [one] 1 reason why rows were not read
   *[other] { $n } reasons why rows were not read
}
    .one = Not read
snag-all-rows = All rows
snag-file-empty = The file is empty.
snag-file-too-large = The file is larger than { $megabytes } MB. Split it into smaller files.
snag-file-is-spreadsheet = This is a workbook ({ $format }). Open it, save it as CSV (UTF-8), and bring in that file.
snag-file-is-other-map-format = This is a map file ({ $format }) that Wijkweb does not read. Save it as GeoJSON in your map program.
snag-file-is-other-format = This is a { $format } file. Wijkweb reads CSV and GeoJSON.
snag-file-is-binary = This file holds no readable text. Wijkweb reads CSV and GeoJSON.
snag-encoding-taken = The letters were read as { $encoding }. See whether words with accents are right; otherwise save the file as UTF-8.
snag-letters-lost = One or more letters were lost; they show as �. Mend them in the source.
snag-no-rows = There are no rows in the file.
snag-too-many-rows = There are more than { $limit } rows. From here on nothing was read; split the file.
snag-too-many-columns = There are more than { $limit } columns. Leave out columns that are not needed. See whether the separator is right.
snag-no-header = The first row seems to hold data, so the columns are called A, B, C. Put a row with names above it if that is wrong.
snag-column-without-name = Column { $letter } has no name; here it is called { $letter }.
snag-column-name-twice = The name { $name } stands above more than one column; the next one got a number.
snag-too-few-cells = The row has { $cells } cells instead of { $expected }; what is missing was left empty. See whether a separator is missing.
snag-too-many-cells = The row has { $cells } cells instead of { $expected }; the cells left over are in columns with a letter. Put text with a separator in it between quotation marks.
snag-quote-not-closed = A quotation mark was opened and not closed; the row was read to the end of the line.
snag-quote-inside-cell = There are loose quotation marks in a cell; they were read as text.
snag-json-broken = The file is not valid JSON: look at line { $line }, character { $column }.
snag-json-cut-off = The file stops halfway. Fetch it again.
snag-json-too-deep = At line { $line } lists are nested too deeply (more than 127 levels). This file is not read.
snag-json-not-a-number = The file holds NaN, Infinity or a number that is too large; it was read as missing.
snag-json-unknown = This is JSON, but neither GeoJSON nor a list of things with properties.
snag-json-name-twice = The name { $name } stands here twice; the last value was taken.
snag-features-not-a-list = In the file ‘features’ is not a list.
snag-feature-not-an-object = This is not a thing with properties and was passed over.
snag-geojson-type-odd = The type should have been { $expected } here; it was read so all the same.
snag-properties-not-an-object = The properties do not have the right form and were not read.
snag-id-not-usable = The id is neither text nor a number; it was not used.
snag-box-odd = The bounding box (‘bbox’) is wrong; it is not used.
snag-member-not-read = The member { $name } does not belong here and was not read.
snag-nested-flattened = This property is a list or has parts; the parts became separate columns or one text.
snag-geometry-type-unknown = There is no shape of the type ‘{ $name }’; the place was not read.
snag-geometry-empty = The shape has no coordinates; there is no place on the map.
snag-coordinates-nested-wrong = The coordinates are not nested as this shape asks; the place was not read.
snag-coordinate-not-a-number = A coordinate is not a number; the place was not read.
snag-coordinate-was-text = Coordinates stood between quotation marks; they were read as numbers.
snag-position-too-short = A position has fewer than two numbers; the place was not read.
snag-line-too-short = A line has fewer than two different points; the place was not read.
snag-ring-too-short = The edge of a surface has fewer than three different points; the place was not read.
snag-ring-closed = The edge of a surface was not closed; it was closed.
snag-height-dropped = Heights or other numbers with the coordinates were left out.
snag-part-left-out = One part of the shape is no line or surface and was left out; the rest was read.
snag-mixed-collection = Points, lines and surfaces mixed: only the surfaces, or else the lines, are kept.
snag-shape-crosses-itself = The edge of the surface crosses or touches itself. The surface is kept as it is; its area may be wrong.
snag-converted-from = The coordinates were converted from { $system }.
snag-other-system-than-rest = The coordinates here are in { $system }, unlike the rest of the file; they were converted.
snag-system-unknown = The coordinate system { $name } is not read. Convert the file to WGS 84 (EPSG:4326) or RD New (EPSG:28992).
snag-system-contradicted = The file says that its coordinates are in { $named }, but the numbers are of { $taken }; the numbers were followed.
snag-coordinates-swapped = Longitude and latitude stood the other way round; they were swapped.
snag-coordinates-maybe-swapped = Longitude and latitude seem to be the other way round, but that is not certain. Swap them in the file; for now there is no place on the map.
snag-coordinates-out-of-range = These coordinates lie outside the earth or outside the system; there is no place on the map.
snag-coordinates-zero = The coordinates are 0, 0. That stands for ‘unknown’; there is no place on the map.
snag-coordinate-missing = One of the two coordinates is missing; there is no place on the map.
snag-places-disagree = The two places in this row are { $metres } metres apart. Longitude and latitude were taken; see which is right.
snag-no-places = No places were found. Put coordinates in columns such as lon and lat, or x and y.
snag-number-not-understood = This cannot be read as a number; the field was left empty.
snag-number-ambiguous = This number can mean two things; it was read as { $taken }.
snag-number-not-whole = A number without decimals belongs here; the field was left empty.
snag-number-out-of-bounds = This number cannot be here: it must be from { $least } to { $most }. The field was left empty.
snag-date-not-understood = This cannot be read as a date; write 2024-03-09, for example. The field was left empty.
snag-date-ambiguous = Day and month may be the other way round; read as { $taken }.
snag-date-completed = Only a year or month is given; read as { $taken }.
snag-yes-no-not-understood = Yes or no belongs here; the field was left empty.
snag-code-zero-restored = The code lacked a zero at the beginning; it was put back.
snag-code-rounded = A spreadsheet has rounded this code, so its last digits are gone. Make the file again with this column as text.
snag-code-not-understood = This does not have the form of this code; the field was left empty.
snag-choice-not-known = This is none of the choices ({ $choices }); the field was left empty.
snag-term-not-known = This word is not in the list; it was kept as a tag. A steward can add it to the list.
snag-tags-left-out = Tags that are too long or too many were left out.
snag-link-completed = https:// was put before the address.
snag-only-first-link = There are several web addresses; the first was taken.
snag-link-not-understood = This is not a web address; the field was left empty.
snag-text-cut = The text is longer than { $most } characters and was cut.
snag-line-breaks-joined = The lines in this cell were put one after the other.
snag-value-does-not-fit = This value does not fit the field; the field was left empty.
snag-required-missing = Without { $field } this row cannot be kept. Fill it in or name the column.
snag-name-made = There was no name; one was made from what it is and where.
snag-shape-too-detailed = The shape has too many corners (more than 200,000); there is no place on the map. Simplify the shape.
snag-row-of-other-kind = This row is of another kind ({ $kind }) and was passed over. Bring the file in once more for that kind.
snag-kind-not-told = It is not clear what this is. Choose a kind, or add a column ‘kind’.
snag-kind-unknown = This kind does not exist; the row was not read. Choose one of these: { $known }.
snag-kind-not-open = Rows of the kind { $kind } cannot come from a file this way. For residents there is a page of its own, ‘Residents from a file’, and on the command line wijkweb import-people. There it is said to what they agreed.
snag-layer-not-told = Nothing says whether this is street, water, green, building or boundary. Add a column ‘layer’.
snag-id-twice = Row { $row } has the same id and other data. Only row { $row } was read; give this row an id of its own.
snag-row-twice = This row is the same as row { $row } and was read once.
snag-columns-not-kept = These columns were not read, because no field takes them: { $columns }. Name a field if you want to keep them.
snag-map-column-unknown = There is no column { $name }. The columns are: { $known }.
snag-map-field-unknown = There is no field { $name }. The fields are: { $known }.
snag-map-not-understood = ‘{ $text }’ was not understood. Write column=field, or column= to leave a column out.
## keeping

store-disk-full = This is not kept: there is no space left on the disk for { $path }. Make space. After that saving works again by itself.
store-not-kept = This is not kept: { $path } cannot be written ({ $why }). Look at the disk and at the rights on the data folder. After that saving works again by itself.
store-read-only = This is not kept: an earlier write to { $path } failed and cannot be taken back ({ $why }). Look at the disk. What was kept before is safe, and saving works again as soon as the disk does.
store-unfit = This is not kept, because it could not be read back: { $why }.
store-erased = This is not kept: it is about somebody who was erased. Nothing is kept about this person any more.
store-unreadable = { $path } cannot be read ({ $why }). Look at the disk and at the rights on the data folder.
store-damaged-altered = { $path } is damaged at line { $line }: the line was changed after it was written. Nothing was changed now. Put this file back from a backup; “wijkweb check” names every damaged line.
store-damaged-misplaced = { $path } is damaged at line { $line }: change { $expected } should be there, but change { $found } is. Nothing was changed now. Put this file back from a backup; “wijkweb check” names every damaged line.
store-picture-damaged = The photo { $path } is damaged: the file was changed after it was kept. Nothing was changed now. Put this file back from a backup, or add the photo again.
store-gap = A file is missing in { $path }: change { $expected } should come next, but the next file begins with change { $found }. Nothing was changed now. Put the missing file back from a backup.
store-not-understood = Change { $seq } in { $path } is whole, but this wijkweb does not understand it: { $why }. Use the newer wijkweb that wrote it. Nothing was changed.
store-row-not-understood = A record in { $path } is whole, but this wijkweb does not understand it: { $why }. Use the newer wijkweb that wrote it. Nothing was changed.
store-too-new = The data folder { $path } has format { $found }. This wijkweb knows formats up to { $known }. Use the newer wijkweb that wrote it. Nothing was changed.
store-too-old = The data folder { $path } has format { $found }. This wijkweb (format { $known }) cannot bring that up to date. Open it once with an older wijkweb. Nothing was changed.
store-in-use = The data folder { $path } is in use by another wijkweb. Stop that one first, or choose another folder.
store-in-use-by = The data folder { $path } is in use by another wijkweb (process { $process }). Stop that one first, or choose another folder.
store-not-ours = { $path } is not a data folder of wijkweb: it has no wijkweb.json, but it has “{ $name }”. Choose an empty or a new folder. If this is your data, put wijkweb.json back from a backup.
store-senseless-format = { $path } makes no sense any more. Put it back from a backup.
store-no-such-neighbourhood = There is no neighbourhood “{ $slug }” in this data folder.
store-already-there = There is a neighbourhood “{ $slug }” in this data folder already.
store-already-loaded = The neighbourhood “{ $slug }” is already being written to.
store-system = The operating system refuses: { $why }
store-torn-tail = The last write to “{ $slug }” was broken off. Its { $bytes } bytes are not part of the neighbourhood; they are kept in { $path }.
store-rows-set-aside = The folder with the current records could not be used ({ $why }). It is kept as { $path } and made again from the journal. Nothing is lost.
store-rows-off = The folder with the current records cannot be used nor made again ({ $why }). Everything is read from the journal, which makes starting slower. Nothing is lost.
store-changes-lost = CHANGES ARE LOST in “{ $slug }”: the journal ends at change { $journal }, but change { $rows } had been kept. A file was taken away, or the disk fails. Put the journal back from a backup if you have one.
store-changes-lost-aside = CHANGES ARE LOST in “{ $slug }”: the journal ends at change { $journal }, but change { $rows } had been kept. A file was taken away, or the disk fails. Put the journal back from a backup if you have one. The records as they were are in { $path }.
store-people-locked = In “{ $slug }”, { $rows } records and ties of persons cannot be opened: their keys are not in the folder “keys”, or do not fit. All else is there. Put the file with keys back from a backup of the last 30 days.
store-migrated = The data folder was brought from format { $from } to format { $to }.
store-problem-torn-tail = The last write was broken off, or is going on right now. If it was broken off, its { $bytes } bytes are set aside at the next start. Nothing is lost.
store-problem-rows = The current records cannot be used ({ $why }). They are made again at the next start. Nothing is lost.
store-problem-rows-differ = { $rows } current records are not what the journal says. Stop wijkweb, move the folder “sled” away and start again; they are then made again from the journal.
store-problem-picture-missing = A photo refers to the picture { $name }, but that file is not there. Put it back from a backup, or add the photo again.
store-problem-pictures-unused = There are { $pictures } photo files ({ $bytes } bytes) that no photo refers to, now or earlier. They come from forms that were not finished. Nothing is lost.
store-problem-row-not-understood = A record is not understood: { $why }. Use the newer wijkweb that wrote it.
store-problem-people-locked = { $rows } records and ties of persons cannot be opened: their keys are missing, or do not fit. Put the file with keys back from a backup of the last 30 days.
store-problem-unclean = Somebody was erased. The key is gone, so it cannot be read any more; what is left is being taken out of the files now.
form-not-known = I do not know
form-seen-by = Can be seen by: { $visibility }.
form-unreadable = This address expects a filled-in form of this site.
form-choose = What would you like to add?
    .what = Choose what it is. Then we ask what you know of it.
form-choose-others = Where things are, and words to choose from
form-choose-import = Do you have a list in a file?
form-no-such-kind = “{ $kind }” cannot be added here. Choose one of these kinds.
form-title = New: { $kind }
form-title-faults = Not right yet: { $title }
form-about-it = About these particulars
form-origin = How do you know this?
form-keep = Keep
form-cancel = Do not keep
form-spot = Fill in latitude and longitude, or paste them together in one box: 52.09, 5.11. Coordinates of the Dutch grid (RD) will do too.
form-latitude = Latitude (north)
    .help = In the Netherlands between 50 and 54.
form-longitude = Longitude (east)
    .help = In the Netherlands between 3 and 8.
form-spot-half = Fill in both latitude and longitude, or neither.
form-spot-not-numbers = Latitude and longitude are numbers, such as 52.09 and 5.11.
form-spot-off-the-globe = There is no such place on earth. Latitude lies between -90 and 90, longitude between -180 and 180.
form-spot-nought = Latitude 0 and longitude 0 lie in the sea off Africa. Leave the boxes empty if you do not know the place.
form-wrong-missing = Fill this in.
form-wrong-too-long = This is too long. There is room for { $most } letters.
form-wrong-number = Fill in a number, such as 12 or 12.50.
form-wrong-not-whole = Fill in a whole number, without decimals.
form-wrong-bounds = Fill in a number from { $least } to { $most }.
form-wrong-day = Fill in a day, such as 31-12-2024.
form-wrong-yes-no = Choose yes, no or I do not know.
form-wrong-choice = Choose one of the answers that are given.
form-wrong-unknown-term = “{ $code }” is not in the list to choose from. Choose another word.
form-wrong-link = This is not a web address. A web address begins with https:// and has a dot in its name.
form-wrong-cbs = This is not a CBS code. Such a code is GM with 4, WK with 6 or BU with 8 characters.
form-wrong-bag = This is not a BAG number. Such a number has sixteen digits.
form-wrong-postcode = This is not a Dutch postcode. A postcode is for example 1011AB.
form-wrong-kvk = This is not a KvK number. Such a number has eight digits.
form-wrong-words = These are too many words, or a word is too long. Use short words with commas between them.
form-wrong-ends = The end lies before the beginning. Change the days.
form-wrong-form = This does not fit here. Fill in something else or leave it empty.
form-sent-before = This form was sent before with something else in it. That was kept. Send this once more if it is something new.

## tie form

tie-form-title = A connection of { $name }
tie-form-choose = Choose the sentence that is true. Then you choose with whom or what.
tie-form-none = For this kind there are no connections to add.
tie-form-find = Search by name or word
tie-form-search = Search
tie-form-found = Choose with whom or what
tie-form-nothing = Nothing was found for this. Try another word.
tie-form-more = There are { $n }. Search for a word to shorten the list.
tie-form-not-here = Is it not here yet?
tie-form-other = Choose another
tie-form-no-such-tie = There is no such connection. Choose one of these sentences.

## question: likely duplicates

question-title = Maybe here twice
question-what = These look alike and lie close together. You decide whether they are the same. Nothing disappears by itself.
question-none = There are no questions
    .text = Nothing here looks like something else.
question-heading = { $one } and { $other }
question-distance = They lie { $metres } metres apart.
question-table = Comparison
question-first = First
question-later = Later
question-differs = differs
question-different = Two different things
question-same = The same
question-unclear = Choose whether these are two different things, or the same.
question-settled = This question was decided already.
list-questions = Some things may be here twice.

## settings of a neighbourhood

form-spot-picker = Point on the map at where it is. The arrows move the map, Enter chooses its middle.
settings-title = About this neighbourhood: settings
settings-keep = Keep
settings-kept = Kept
settings-site-unclear = “{ $line }” is not a site. Write on each line https:// and then only the name of the site, such as www.newspaper.example, without a page behind it and without asterisks. Write letters with accents as the browser shows them (xn--…).
settings-sites-too-many = There can be at most 20 sites.
settings-tiles-unclear = This must be an address that begins with https:// and holds {"{z}"}, {"{x}"} and {"{y}"}. Leave it empty for a map without images from outside.
about-settings = Settings of the neighbourhood

## vocabularies: the words of the lists of choices
vocabularies-title = Word lists
vocabularies-lead = The words you choose from when you add or look for something. Everyone may read them; a steward changes them.
vocabularies-count = { $n ->
    [0] No words yet
    [one] 1 word, { $used } in use
   *[other] { $n } words, { $used } in use
}
form-choose-words = Add a word to a list of choices?
vocabulary-skill = Skills
    .what = What people can do, know or teach.
vocabulary-theme = Themes
    .what = What people care about.
vocabulary-skill_group = Groups of skills
    .what = The heading under which a skill stands.
vocabulary-association_kind = Kinds of association
    .what = What an association or group is about.
vocabulary-organisation_form = Forms of organisation
    .what = Foundation, association, company or loose group.
vocabulary-place_function = Functions of places
    .what = What a place is for.
vocabulary-search = Look for a word
    .do = Search
vocabulary-letters = By first letter
    .all = All letters
vocabulary-found = { $n ->
    [0] No words
    [one] 1 word
   *[other] { $n } words
}
vocabulary-nothing = No word found
    .text = Search with another word, or look under all letters.
vocabulary-no-group = Without a group
vocabulary-export = Take along as CSV
vocabulary-import = Bring in words
    .lead = You first see what changes. Only then it is kept, all at once.
    .help = A CSV file with the columns code, label_nl and label_en, and if you like synonyms_nl, synonyms_en, broader and group. The file of “Take along as CSV” always fits.
vocabulary-import-title = Bring in words: { $vocabulary }
vocabulary-import-fresh = { $n ->
    [one] 1 new word
   *[other] { $n } new words
}
vocabulary-import-changed = { $n ->
    [one] 1 word changes
   *[other] { $n } words change
}
vocabulary-import-unchanged = { $n ->
    [one] 1 word stays as it is
   *[other] { $n } words stay as they are
}
vocabulary-import-refused = { $n ->
    [one] 1 row is left out
   *[other] { $n } rows are left out
}
vocabulary-import-nothing = Nothing is new and nothing changes
vocabulary-import-do = { $n ->
    [one] Keep 1 word
   *[other] Keep { $n } words
}
vocabulary-import-moved = The word list changed after you looked. Below is what would change now. Check it and keep it again.
vocabulary-import-done = Kept: { $fresh } new, { $changed } changed
vocabulary-import-to = To the word list
vocabulary-import-changes = What changes
vocabulary-import-news = New words
vocabulary-import-row = Row
vocabulary-import-word = Word
vocabulary-import-field = Field
vocabulary-import-old = Now
vocabulary-import-new = Becomes
word-add = Add a word
    .what = Give the word in both languages. We make the code from the English word; it never changes.
word-keep = Keep
word-edit = Change
word-edit-title = Change “{ $word }”
    .code = The code stays for ever:
word-merge = Merge with another word
word-merge-title = Merge “{ $word }” with another word
    .what = Everything that uses this word will use the other one. The names of this word become synonyms of the other. The code stays known.
word-merge-into = The word that stays
    .help = Choose a word of this list.
    .none = Choose a word
word-merge-look = See what changes
word-merge-preview = “{ $word }” becomes “{ $into }”
word-merge-records = { $n ->
    [0] Nothing uses this word
    [one] 1 thing or place will use “{ $into }”
   *[other] { $n } things, places or other words will use “{ $into }”
}
word-merge-ties = { $n ->
    [0] No connection moves
    [one] 1 connection moves to “{ $into }”
   *[other] { $n } connections move to “{ $into }”
}
word-merge-words = { $n ->
    [0] No words fall under it
    [one] 1 word will fall under “{ $into }”
   *[other] { $n } words will fall under “{ $into }”
}
word-merge-code = The code { $code } will mean “{ $into }”
word-merge-do = Merge
word-merge-gone = That word is not in this list. Choose a word from the list. Nothing has changed.
word-merge-itself = A word cannot be merged with itself. Choose another word. Nothing has changed.
word-merge-elsewhere = That word is in another list. Only words of the same list can be merged. Nothing has changed.
word-merge-already = One of these words was merged with another word already. Choose a word that stands by itself. Nothing has changed.
word-merge-falls-under = That is not possible, because a word would fall under itself: { $chain }. First take the one word from under the other. Nothing has changed.
word-merge-changed = One of the words was changed after you looked. Look again at what changes. Nothing was merged.
word-merged = Merged with another word
    .into = This word is now:
word-retire = Do not offer any more
word-revive = Offer again
word-remove = Take away
word-retired = No longer offered
    .what = You cannot choose this word any more. Where it stands already it stays; search and import still understand it.
word-stays = This word is in use, so it cannot go. You can stop offering it, or merge it with another word.
word-acts = Look after this word
word-act-unclear = It is not clear what should happen to the word. Go back and choose a button.
word-not-done = This was not done
word-back = Back to the word
word-uses = { $n ->
    [0] Not in use
    [one] In use: once
   *[other] In use: { $n } times
}
word-unused = Not in use
word-under = Falls under { $word }
word-narrower = Under this word
word-overtaken = Somebody else changed this word
    .what = Below is what is kept now beside what you typed. Your text is still in the form: change it and keep it again.
    .kept = Kept now
    .typed = Typed by you
word-wrong-broader = This word is not in the list. Choose a word that is there, or leave it empty.
word-wrong-label-taken = Another word is called so already: “{ $word }”. Choose another name, or merge the words.
word-done-added = The word was added
word-done-changed = The change was kept
word-done-retired = The word is no longer offered
word-done-revived = The word is offered again
word-done-merged = The words were merged
word-done-removed = The word was taken away
snag-word-columns-missing = There is no column with a code or a name. Head the columns with, for example, code, label_nl and label_en.
snag-word-label-missing = A word needs a name in Dutch and in English. Fill in this name.
snag-word-code-twice = Row { $row } has this code already. Give this row a code of its own, or leave one of the two out.
snag-word-label-taken = Another word is called so already, with the code { $code }. Give this row that code, or choose another name.
snag-word-broader-unknown = This word is neither in the list nor in this file. Write the code as it is in the list, or leave the cell empty.
snag-word-under-itself = A word would fall under itself: { $chain }. Change one of these rows.
snag-word-reference-unknown = This is not in the word list it should come from. Add it there first, or leave the cell empty.
snag-word-merged = This word was merged with “{ $into }” and stays so. The row was not read.
snag-word-not-merged-by-file = Words are not merged by a file. Do it on the page of the word and empty this cell.
snag-word-of-other-vocabulary = This row belongs to the word list “{ $vocabulary }”. Bring it in there.
rule-under-itself = A word would fall under itself: { $chain }. Choose another word.
rule-in-use = { $n ->
    [one] This word is in use once, so it cannot go. Stop offering it, or merge it with another word.
   *[other] This word is in use { $n } times, so it cannot go. Stop offering it, or merge it with another word.
}
rule-code-taken = There is a word with this code in the list already. Try again, or use the word that is there.
rule-code-stays = The code of a word and its list never change. Add a new word, or merge it with another.
## change: editing, ending and taking away what is there

acts-title = What you can do
acts-edit = Change
acts-end = No longer there
acts-remove = Take away
acts-tie-edit = change
acts-tie-end = ends
acts-tie-remove = take away

done-changed = The change is saved.
done-changed-swapped = The change is saved. Longitude and latitude were the other way round; that has been put right.
done-unchanged = Nothing was different. All is as it was.
done-already = This was saved already. Nothing is there twice.
done-ended = Saved. It stays in the history, and lists say that it stopped.
done-removed = It was taken away, with its connections.
done-gone-already = This was taken away already.
done-tie-changed = The connection was changed.
done-tie-ended = Saved: this connection ends.
done-tie-removed = The connection was taken away.
done-apart = They are two again.

change-title = Change: { $name }
change-crumb = Change
form-where = The place on the map
form-where-keep = Leave the line or surface as it is
form-where-point = Replace it by the point below
form-where-nowhere = Take it off the map

conflict-title = Two people changed { $name }
conflict-what = Somebody else was just before you. What you typed is not saved yet, and nothing is lost.
conflict-todo = { $n ->
    [0] You changed something else than the other. Look below at what comes together and save it.
    [one] One thing was changed by both of you. Choose what stays. The rest was joined by itself.
   *[other] { $n } things were changed by both of you. Choose for each what stays. The rest was joined by itself.
}
conflict-was = What it said when you began
conflict-theirs = What it says now
conflict-mine = What you typed
conflict-own = Both, like this:
    .label = Your own text
conflict-choose = Choose what stays.
conflict-empty = empty
conflict-joined = This was joined by itself
conflict-joined-mine = From you
conflict-joined-theirs = From the other
conflict-keep = Save it like this
conflict-leave = Leave what is there now

gone-title = This is not there any more
gone-record = Somebody else took this away while you were changing it. You can add what you typed again.
gone-tie = Somebody else took this connection away while you were changing it. You can make it again.
gone-joined = Meanwhile this was merged with:
gone-typed = What you typed
gone-add = Add this again

end-title = No longer there: { $name }
end-crumb = No longer there
end-what = Fill in the last day that it was there. It stays in the history, and lists say that it stopped.
end-what-tie = Fill in the last day of this connection. It stays in the history.
end-with = What belongs to it
end-ties = { $n ->
    [one] Also end the one connection that still goes on, on that day
   *[other] Also end the { $n } connections that still go on, on that day
}
end-which = Which are those?
end-keep = Save the last day
end-overtaken = Somebody else just changed this. See whether it is still right and save it once more.

remove-title = Take away: { $name }
remove-crumb = Take away
remove-what = Take something away only if it was entered by mistake.
remove-end-instead = Did it stop? Then fill in the last day.
remove-alone = Nothing hangs on it.
remove-along = { $n ->
    [one] This goes along:
   *[other] These { $n } go along:
}
remove-joined = { $name } (was merged with this)
remove-do = Take away
remove-not = Leave it
remove-overtaken = Something about it just changed. Look once more at what goes along.
## photos: of records

photo-title = Photos
photo-page = Photos of { $name }
photo-add = Add photos
photo-manage = Add or change photos
photo-of = Photo of { $name }
photo-by = Photo: { $maker }
photo-taken = { $day }
photo-choose = Choose photos
    .help = JPEG, PNG, WebP or GIF. You can choose several at once. We turn them upright, make them smaller, and take out where and with what they were taken.
photo-take = Or take a photo now
photo-people = Are there people on it?
    .text = Ask them first. Whoever can be recognised must agree that everyone here sees the photo. For children their parents decide.
photo-for-all = If you choose several photos, this counts for all of them. You can change each of them afterwards.
photo-keep = Keep the photos
photo-keep-changes = Keep
photo-waiting = { $n ->
    [one] One photo came in well and waits until the form is right.
   *[other] { $n } photos came in well and wait until the form is right.
}
photo-sizes = { $n ->
    [one] in one size
   *[other] in { $n } sizes
}
photo-none = Choose a photo first.
photo-empty = this file is empty. Choose the photo again.
photo-drawing = this is a drawing (SVG), not a photo. Save it as PNG or JPEG and choose that.
photo-heic = this photo is in HEIC, as an iPhone keeps them, and we cannot read that here. Send it as JPEG: on the iPhone choose “Most Compatible” under Settings, Camera, Formats, or share the photo as JPEG first.
photo-avif = this photo is in AVIF, and we cannot read that here. Save it as JPEG and choose that.
photo-unknown = this is no photo that we can read. Choose a JPEG, PNG, WebP or GIF.
photo-too-many-pixels = this photo is too large to be worked on: more than 64 million pixels. Make it smaller first.
photo-too-heavy = this file is too large: it may have at most { $most } MB. Make the photo smaller first.
photo-too-many = at most 20 photos can be added at once. Add this one afterwards.
photo-damaged = this photo is damaged or came in only half. Choose it again, or open it yourself first to see whether it is whole.
photo-change = Change “{ $name }”
photo-is-first = comes first
photo-without-words = Still without words for who cannot see the photo.
photo-first = Put first
    .text = This photo then stands large and first on the page.
    .do = Put this photo first
photo-away = Take away
    .text = The photo leaves the page. The picture is kept, so that you can bring the photo back.
    .do = Take this photo away
photo-erase = Erase for good
    .text = The picture is erased from this server at once, also where it stands with something else. It cannot be brought back after that. Earlier backups still hold it until they expire. Whoever saw or saved the photo before still has it.
photo-erase-sure = Yes, erase this picture for good
photo-erase-unsure = First tick “Yes, erase this picture for good”. Nothing was erased now.
photo-done-kept = It is kept.
photo-done-first = This photo now comes first.
photo-done-away = The photo was taken away.
photo-done-erased = The photo is erased for good: the picture is no longer on this server.
photo-still-kept = The picture is still kept, so that you can bring the photo back. Must it really go, for instance because somebody asks? Then erase it for good.
## undo: taking back a change

undo-do = Undo
undo-redo = Do it again after all
undo-done = Undone
    .what = It is again as it was.
    .but = It is as it was again. Only this could not come back:
undo-taken-away = Taken away
undo-earlier = As it was before
undo-put-back = Put back
undo-nameless = something without a name
undo-already = This was undone already
    .what = It is already as it was. Nothing was changed now.
undo-hindered = This cannot be undone any more
    .what = Others went on working with it. Nothing was changed now. Change it yourself where needed:
undo-changed-since = this was changed since
undo-gone-since = this was taken away since
undo-back-since = this was put back since
undo-tied-since = something else was connected to it since
undo-in-use = this word is in use by now
undo-erased = the photo was erased for good and does not come back
undo-needed = a neighbourhood cannot do without this

## merge: two records that are the same

acts-merge = This is the same as …
merge-joined = Merged
merge-apart = Take apart again
merge-title = { $name } is the same as …
merge-crumb = Same as
merge-what = Find the other. Then you see them side by side and choose what stays.
merge-found = Choose the other
merge-heading = { $one } and { $other } are the same
merge-stays = { $one } stays. { $other } becomes part of it: the address of { $other } then leads here.
merge-turn = Let { $other } stay instead
merge-alike = They say exactly the same.
merge-moved = { $n ->
    [one] This connection comes along:
   *[other] These { $n } connections come along:
}
merge-resting = { $n ->
    [one] This connection cannot come along. It is kept until you take them apart again:
   *[other] These { $n } connections cannot come along. They are kept until you take them apart again:
}
merge-only-there = This does not fit this kind: { $fields }. It is kept until you take them apart again.
merge-back = You can take them apart again later.
merge-do = Merge
merge-not = Do not merge
merge-overtaken = Something about one of the two just changed. Look once more, then go on.

apart-title = { $one } and { $other } are two after all
apart-what = { $other } comes back as it was. What you changed about { $one } since merging stays with { $one }.
apart-before = As it was before merging
apart-taken = Taken over from { $name }
apart-back = { $n ->
    [one] This connection goes back:
   *[other] These { $n } connections go back:
}
apart-since = Connections from after merging
    .help = Tick what goes along. The rest stays here.
apart-staying = { $n ->
    [one] This connection can no longer go along and stays here:
   *[other] These { $n } connections can no longer go along and stay here:
}
apart-lost = { $n ->
    [one] This connection can no longer come back and goes:
   *[other] These { $n } connections can no longer come back and go:
}
apart-broken = It cannot be done like this: one of the connections does not fit any more. Leave connections from after merging here and try again.
apart-do = Take apart
apart-not = Leave them together
# Archive of a neighbourhood, backup and restore

archive-empty = This file is empty. Take another archive, or make it again with “wijkweb archive”. Nothing was restored.
archive-packed = This file is packed (zip, gzip or the like). Unpack it first, and then restore the file that is in it. Nothing was restored.
archive-locked = This file is encrypted. Decrypt it first with the key that locked it, and then restore what comes out. Nothing was restored.
archive-is-journal = This is a file from the journal of a data folder, not an archive. Make an archive with “wijkweb archive”. Nothing was restored.
archive-is-geojson = This is a GeoJSON file, not an archive. Bring it in with “wijkweb import”. An export has no history; an archive is made with “wijkweb archive”.
archive-is-text = This is a text or table, but not an archive of wijkweb. A table is brought in with “wijkweb import”. Nothing was restored.
archive-is-bytes = This is not an archive of wijkweb. Perhaps it is packed or encrypted: then open it first. Nothing was restored.
archive-newer = This archive has format { $found }. This wijkweb knows formats up to { $known }. Use the newer wijkweb that made it. Nothing was restored.
archive-altered = The archive is damaged at line { $line }: that line was changed after it was written. Take another copy of this archive, or another backup. Nothing was restored.
archive-line-ends = The line ends of this archive were changed (line { $line }). Some programs do that when they copy or save. Copy it again, without conversion of text. Nothing was restored.
archive-out-of-order = The archive is damaged at line { $line }: change { $expected } should be there, but change { $found } is. Take another copy of this archive, or another backup. Nothing was restored.
archive-picture = The archive is damaged at line { $line }: a photo is not whole. Take another copy of this archive, or another backup. Nothing was restored.
archive-not-whole = The archive does not fit its last line ({ $line }): lines were taken away or added. Take another copy of this archive, or another backup. Nothing was restored.
archive-after-the-end = Something follows after the end of the archive, at line { $line }. Take another copy of this archive, or another backup. Nothing was restored.
archive-cut-off = The archive was cut off: it stops after line { $line }, and the end is missing. Copy it again, or take another backup. Nothing was restored.
archive-not-understood = Line { $line } of the archive is whole, but this wijkweb does not understand it: { $why }. Use the newer wijkweb that made it. Nothing was restored.
archive-person = Line { $line } of the archive is about a person, and is not sealed. Make the archive again with “wijkweb archive”. Nothing was restored.
archive-unreadable = The archive cannot be read ({ $why }). Look at the disk and the rights. Nothing was restored.
archive-no-space = The archive was not written: there is no space on the disk. Make space and try again. What was there before has not changed.
archive-not-written = The archive was not written ({ $why }). Look at the place and the rights. What was there before has not changed.
cli-archived = { $file }: archive of { $name } with { $commits ->
    [one] 1 change
   *[other] { $commits } changes
  } and { $pictures ->
    [one] 1 photo
   *[other] { $pictures } photos
  }. Read back and whole (SHA-256 { $sha256 }).
cli-archived-out = Archive of { $name } with { $commits ->
    [one] 1 change
   *[other] { $commits } changes
  } and { $pictures ->
    [one] 1 photo
   *[other] { $pictures } photos
  } (SHA-256 { $sha256 }).
cli-restored = { $slug }: { $name } is restored, with { $commits ->
    [one] 1 change
   *[other] { $commits } changes
  } and { $pictures ->
    [one] 1 photo
   *[other] { $pictures } photos
  }.
cli-restore-taken = There is already a neighbourhood with the short name { $slug }. Choose another with --as, or another data folder with --data. Nothing was restored.
cli-restorable = { $slug }: { $name } is whole and can be restored, with { $commits ->
    [one] 1 change
   *[other] { $commits } changes
  } and { $pictures ->
    [one] 1 photo
   *[other] { $pictures } photos
  }. Nothing was restored (--dry-run).

## embed: in a frame on another site

embed-title = On another site
embed-off = Other sites can put the map and the list in their pages. That is switched off. Name the sites that may above, and keep; what they have to copy then stands here.
embed-on = The sites that are named above can put this in their pages. They show only what everyone may see, also when you look there yourself.
embed-narrower = Do you want to show only a part? Choose it in the list, and copy what stands behind the question mark in the address there, with an & before it.
embed-more = Everything of { $name }
embed-map = The map ({ $language })
    .title = Map of { $name }
embed-list = The list ({ $language })
    .title = What there is in { $name }
backup-unreadable = { $path } cannot be read ({ $why }). Look at the name, the disk and the rights. Nothing was changed.
backup-none = The folder { $path } is not a backup: it has no backup.json. Choose a folder that “wijkweb backup” made; its name begins with wijkweb-. Nothing was changed.
backup-is-data-folder = The folder { $path } is itself a data folder, not a backup. Start wijkweb with it: wijkweb serve --data { $path }
backup-altered = { $path } was changed after it was written. Take another backup; an archive in it may still be whole and can be restored by itself. Nothing was changed.
backup-newer = The backup { $path } has format { $found }. This wijkweb knows formats up to { $known }. Use the newer wijkweb that made it. Nothing was changed.
backup-archive = { $path }: { $why }
backup-exchanged = { $path } is not the file that backup.json tells of. Take another backup. Nothing was changed.
backup-no-such = There is no neighbourhood { $slug } in this backup. There are: { $known }.
backup-which-one = There are several neighbourhoods in this backup: { $known }. Say with --only which one gets another name.
backup-no-space = The backup was not made: there is no space left for { $path }. Make space or choose another disk. Earlier backups are still there.
backup-not-written = The backup was not made: { $path } cannot be written ({ $why }). Look at the disk and the rights. Earlier backups are still there.
backup-busy = A backup is being made at this moment. Wait until it is done.
cli-backed-up = Backup { $number } was made, read back and found whole: { $path } ({ $n ->
    [one] 1 neighbourhood
   *[other] { $n } neighbourhoods
  }, { $bytes } bytes)
cli-backup-left-out = NOT in the backup, as they cannot be read: { $slugs }. Earlier backups that do have these neighbourhoods stay. “wijkweb check” says what is wrong with them.

## history: what happened to a record and in the neighbourhood

history-title = History of { $name }
history-link = History
history-explained = Here you read who changed what and when, the last first. What was so before can be put back. Nothing is lost by that: it becomes a new change.
history-is-gone = This was taken away
    .what = You can put it back. The connections that went with it come back too.
history-when = { $day }, { $time }, by { $actor }
history-act-undo = undid a change
history-act-restore = put back how it was before
history-act-erase = erased a person
history-act-join = joined two of the same
history-act-import = while reading a file
history-added = Added
history-back = Put back
history-changed = Changed
history-removed = Taken away
history-tied = Connection added
history-tie-back = Connection put back
history-retied = Connection changed
history-untied = Connection taken away
history-from-to = from “{ $before }” to “{ $now }”
history-filled = filled in: “{ $now }”
history-emptied = made empty; it said “{ $before }”
history-gone = taken away:
history-came = added:
history-nothing-seen = Nothing changed in what can be read here.
history-not-for-you = Nothing of this is for you to see.
history-restore = Put everything back as it became then
history-restore-field = Put { $field } back
history-changed-since = Something was changed in the meantime
    .next = Nothing was put back now. See below what changed and then choose again.
history-already = It is so already
    .what = Nothing was changed.
history-broken = It cannot be so any more. Nothing was changed.
done-restored = It was put back.
done-restored-tied = It was put back, with the connections that went with it.
history-came-back = Put back
    .but = This could not come back with it:
history-end-gone = one of the two is not there any more.
history-erased = The photo was erased for good
    .what = So this photo cannot come back. Nothing has changed. If you still have the photo, add it again.
actor-steward = a steward
actor-operator = whoever runs the server
changes-title = What changed
changes-explained = Everything that was changed in the neighbourhood, the last first. What was taken away can be put back here.
changes-kind = What sort of thing
changes-all-kinds = Everything
changes-removed = Only what was taken away
changes-show = Show
changes-none = There is nothing of this.
changes-none-yet = It was not among the last changes. Look at the older ones.
changes-older = Older changes
changes-newest = To the newest
changes-more = And more.
changes-to-import = Look at this file, or take all of it away again
changes-undo = Undo this
news-title = New and changed
news-since-visit = Since you last looked here, on { $day }.
news-since-day = Since { $day }.
news-since-weeks = You did not look here before. This is from after { $day }.
news-since = Show from
news-none = Nothing is new or changed since then.
news-new = { $n } new
news-changed = { $n } changed
news-row = { $kind }, last changed on { $day }
news-most = There are more than { $n }. See the list for all of them.
news-who = Who changed what
news-cookie = To know when you last looked here, your browser keeps the hour at which that was. It does not say who you are, and is used for nothing else. If you remove cookies, it starts again.
home-since-last = What is new or changed since you were last here?
past-title = Earlier
past-on = How it was on
past-banner = This is how it was on { $day }
    .what = You look at the past. Changes count in the order in which they were written. What you may not see now, you do not see here either.
past-to-now = To how it is now
past-not-there = On { $day } this was not here. Choose a later day.
cli-stopping = Wijkweb is stopping: what was going on is finished.
cli-stopped = Stopped. Everything that was kept is on the disk.

# Settings of the program

settings-by-flag = said with { $name }
settings-by-environment = from the environment: { $name }
settings-by-file = from { $path }, line { $line }
settings-by-default = when nobody says anything
settings-unreadable = { $path } with settings cannot be read: { $why }
settings-no-toml = { $path }, line { $line }: this is no TOML ({ $why }). Write name = value, with text between quotation marks.
settings-unknown = { $path }, line { $line }: there is no setting “{ $name }”. There are: { $known }.
settings-unfit = { $name }: “{ $text }” does not fit ({ $origin }). Allowed: { $allowed }.
settings-allowed-address = an address and a port, such as 127.0.0.1:8080 or [::1]:8080
settings-allowed-yes-no = true or false
settings-allowed-public-address = addresses such as https://wijk.example, without a page behind them, with commas between
settings-allowed-proxies = addresses or networks such as 127.0.0.1 or 10.0.0.0/8, with commas between
settings-allowed-mib = a whole number (MiB) from 1 to 4096
settings-allowed-hours = a whole number from 0 to 8760; 0 is never
settings-allowed-count = a whole number from 0
settings-allowed-log-format = text or json
settings-allowed-watch-from = here (only this machine) or everywhere
settings-allowed-log = error, warn, info, debug, trace or off, also by part, such as warn,wijkweb=info
settings-allowed-time = a time of the day, such as 03:30

# Repairing what can be repaired

cli-check-try-repair = “wijkweb check --repair” puts right what can be put right without guessing.
cli-repair-not-all = Not everything was repaired; see above. What was not repaired has not changed.
repair-torn-tail = { $slug }: a write that was broken off was cut off. The loose bytes are in { $path }.
repair-derived = { $slug }: what was derived was thrown away and is made again at the next start. Nothing is lost.
repair-journal = { $slug }: the journal is whole again. Changes up to { $upto } come from the backup, those after it up to { $last } from the journal itself. The journal as it was is in { $path }.
repair-in-use = { $slug } is being shown at this moment. Stop wijkweb and then repair.
repair-needs-backup = The journal of { $slug } is damaged. Name with --from the newest backup that has this neighbourhood. Nothing was changed.
repair-not-in-backup = There is no neighbourhood { $slug } in this backup. Name another. Nothing was changed.
repair-other-story = { $slug }: change { $seq } in the backup is not the one in the journal. This backup does not belong to it. Nothing was changed.
repair-behind-backup = { $slug }: change { $seq } is damaged and is not in this backup either, which is older. Name a newer backup. If there is none, restore this one under another name (wijkweb restore --as). Nothing was changed.
cli-closed = { $slug } is closed: nothing of it is shown any more. For { $days } days it can be opened again (wijkweb close { $slug } --reopen). After that everything is removed. Earlier backups hold it until they expire. To hand it over: bring the archive in on the other server with wijkweb restore.
cli-reopened = { $slug } is open again.
## many: changing many records at once

done-many = The change is saved for all that you chose.
many-nothing = Nothing is chosen
    .text = Tick in the list what you want to do something with.
many-tick = Choose { $name }
many-all = All { $n } of this list, on other pages as well
many-begin = Do something with what is chosen
many-title = { $n ->
    [one] Change one thing
   *[other] Change { $n } things
}
many-act = What do you want to do?
many-add_tags = Add tags
many-remove_tags = Remove tags
many-set_term = Give a word from a list of choices
many-remove_term = Take away a word from a list of choices
many-see = Choose who may see it
many-end = Say that it is no longer there
many-move = Move to another place
many-tags = Tags, separated by commas
many-term = Word from a list of choices
many-term-none = choose a word
many-place = The place, address or area where it goes
many-where = Choose where it goes
many-point = Put it on the map at that place as well
many-show = Show what will happen
many-changing = { $n ->
    [0] Nothing changes.
    [one] One thing changes.
   *[other] { $n } things change.
}
many-which = Which?
many-more = and { $n } more
many-already = { $n ->
    [one] One is so already.
   *[other] { $n } are so already.
}
many-cannot = { $n ->
    [one] One cannot, and stays as it is:
   *[other] { $n } cannot, and stay as they are:
}
many-cannot-have = This does not fit this kind.
many-do = { $n ->
    [one] Change this one thing
   *[other] Change these { $n } things
}
many-otherwise = Choose something else
many-not = Back to the list
many-overtaken = Something just changed in what you chose. Look once more at what will happen.
settings-backups = Backups
settings-backup-newest = The last backup is of { $day }. It was read back and found whole.
settings-backup-none = There is no backup yet. Whoever runs the server can make one.
settings-backup-failed = The last attempt at a backup did not succeed. Ask whoever runs the server to look.

## closing a neighbourhood down, or handing it over
closing-link = Close the neighbourhood or hand it over
closing-title = Close the neighbourhood or hand it over
closing-lead = Does the neighbourhood end here? Or does it go on at another server? Then take everything along first, and close it here after that.
closing-what = What closing does
closing-what-unseen = Nobody sees anything of the neighbourhood any more: no page, no map, no list. Not on other sites either. To visitors it is as if it never was.
closing-what-days = On the day of closing and { $days } days after it a steward can open the neighbourhood again, exactly as it was.
closing-what-gone = After that this server removes all of it.
closing-what-backups = Backups that were made before keep the neighbourhood until those backups expire.
closing-what-files = Files that others took already stay with them.
closing-over = Handing it over to another server
closing-over-take = Take the archive below. Everything is in it: the history and the photos too.
closing-over-restore = Bring it in at the other server. Whoever runs that server does so with:
closing-over-look = Look there whether all of it came. The other server says how many changes and photos came in. That must be as many as stand below.
closing-over-close = Then close the neighbourhood here.
closing-archive = The archive
closing-archive-what = One file, in lines of JSON. It also holds what not everyone may see. So keep it in a safe place. Does taking it break off halfway? Then the file is not whole: take it again.
closing-commits = Changes
closing-pictures = Photos, in all sizes
closing-size = Size
closing-about = about { $size }
closing-take = Take the archive
closing-taken = { $since ->
    [0] You took the archive in this browser. Nothing has changed since.
    [one] You took the archive in this browser. 1 change was made since: take it again.
   *[other] You took the archive in this browser. { $since } changes were made since: take it again.
}
closing-do-title = Close the neighbourhood
closing-slug = Type the short name of the neighbourhood: { $slug }
closing-slug-wrong = This is not the short name of this neighbourhood. Type: { $slug }
closing-safe = Yes, the archive is safe in another place
    .legend = Did you take everything along?
closing-safe-missing = First keep the archive in another place, and tick that here.
closing-not-taken = The archive was not taken in this browser. Take it above. Or tick that you have an archive with everything in it already.
closing-written-since = { $n ->
    [one] After you took the archive 1 more change was made. It is not in it. Take the archive again, or tick that it is good as it is.
   *[other] After you took the archive { $n } more changes were made. They are not in it. Take the archive again, or tick that it is good as it is.
}
closing-anyway = Yes, close the neighbourhood all the same
    .legend = Is the archive that you have good enough?
closing-do = Close the neighbourhood
closing-not = Do not close
closing-disk-full = The neighbourhood is not closed: the disk of the server is full
    .next = Nothing has changed and nothing is gone. Ask whoever runs the server to make room, and try again then. You can take the archive already.
closing-name-taken = The neighbourhood is not closed: there is a closed neighbourhood with this short name already
    .next = Nothing has changed. Wait until that other one is removed from the server (see All neighbourhoods), or ask whoever runs the server to look.
closing-no-archive = The archive could not be made
    .next = The server cannot read all of the neighbourhood. Nothing has changed. Ask whoever runs the server to look with “wijkweb check”, and do not close the neighbourhood yet.
closing-failed = The neighbourhood is not closed: the server could not put it aside
    .next = Nothing is gone. Try again. If it does not work then either, ask whoever runs the server to look.
closed-title = { $name } is closed
closed-unseen = Nobody sees anything of this neighbourhood any more.
closed-until = { $n ->
    [0] Today, { $day }, is the last day on which it can be opened again.
    [one] It can be opened again until and including { $day }: today and tomorrow.
   *[other] It can be opened again until and including { $day }: today and { $n } more days.
}
closed-after = After that this server removes all of it.
closed-reopen = Open { $name } again
closed-archive = Until that day you can also still take the archive here. Everything is in it, up to the last change before closing.
closed-list = Closed neighbourhoods
    .who = Only stewards see this.
closed-opened = { $name } is open again
closed-name-taken = This neighbourhood cannot be opened again: there is another one with the same short name now
    .next = Take the archive. Whoever runs the server can bring the neighbourhood back with it under another name.
closed-not-opened = The neighbourhood could not be opened again
    .next = Nothing is gone. Ask whoever runs the server to look.
closed-steward = This neighbourhood is closed
    .see = See when and how it can be opened again

## Under which name the site is asked

asked-unclear = The request names no proper site (Host). Type the address in your browser again.
asked-elsewhere = This site has another name. Go to { $address }
asked-packed = What you send is packed (Content-Encoding). Send it without packing.
## beginning: who answers for a neighbourhood, and when others see it

problem-not-open-yet = This neighbourhood is being prepared
    .next = There is nothing to see here yet. Come back later. Are you a steward of this neighbourhood? Then sign in first.
field-controller = Who is responsible?
    .help = The name of the organisation or group that decides what is kept and what for. The law calls it the controller.
field-controller_kind = What sort of organisation is it?
field-controller_address = Postal address
    .help = Street, number, postcode and town. Everyone can read this.
field-neighbourhood-contact_name = Contact person
    .help = Who do people go to with questions about their data? Everyone can read this name. A task (“the secretary”) will do as well.
field-contact_reach = E-mail address or telephone number
    .help = This is how people reach the contact person. Both will do as well. Everyone can read this.
field-data_officer = Data protection officer
    .help = Name and e-mail address. Only if your organisation has one; a municipality must have one.
field-purposes = What do you keep data for?
    .help = Choose only what you are really going to do. You can choose another purpose later.
field-area_text = Which area is it about?
    .help = In words, as people there say it: which streets, from where to where. A boundary on the map can be brought in from a file later.
field-hosted_by = Who runs the server?
    .help = The server is the computer on which this program runs and keeps everything.
field-hosted_where = Where is the server?
    .help = The name of who runs it, the place and the country.
field-processor_agreed = Day of the processor agreement
    .help = Does somebody else run it for you? Then a signed agreement goes with that.
field-page_languages = In which languages can the pages be read?
    .help = The texts of the program are there in both languages. What you write yourselves is not translated by the program.
field-open_since = Open to others since
choice-controller_kind-residents = Group of residents without a legal form
choice-controller_kind-association = Association
choice-controller_kind-foundation = Foundation
choice-controller_kind-cooperative = Cooperative
choice-controller_kind-company = Company
choice-controller_kind-municipality = Municipality
choice-controller_kind-public_body = Other public authority (province, water board, public service)
choice-controller_kind-other = Other
choice-purposes-assets = Showing what the neighbourhood has: places, groups, organisations, things and activities
choice-purposes-contacts = Letting people know whom to turn to: contact persons of groups and organisations
choice-purposes-stories = Sharing stories and photos
choice-purposes-talents = Getting to know the talents and wishes of residents, and introducing neighbours to each other
choice-purposes-addresses = Going from door to door: a list of addresses for the neighbourhood team
choice-hosted_by-own = We do
choice-hosted_by-processor = Somebody else, on our behalf (a processor)
choice-page_languages-nl = Dutch
choice-page_languages-en = English
authority-warning = Mind: a public authority is responsible. Residents depend on an authority, so their “yes” is easily not free, and without a free choice consent does not count. Rather let an association, foundation or cooperative of residents be responsible. If that cannot be: ask only what is really needed, let it be asked by somebody who has nothing to do with benefits, care or enforcement, always say that a no has no consequences, and write down how you do this.
    .title = A public authority is responsible
begin-unreachable = there is no e-mail address and no telephone number in it
    .put-right = Write an e-mail address or a telephone number, or nobody can reach you.
begin-needed = Fill this in. Without it others may not see the neighbourhood.
opening-closed = Nobody else sees this neighbourhood yet
    .what = Only stewards see these pages. Others read that the neighbourhood is being prepared. First finish who is responsible and what you keep data for.
    .go = Finish it
    .card = Not open to others yet
cli-open = Everybody can see { $slug }. This was said; a steward changes it at /{ $slug }/settings:{ $said }
cli-not-open = { $slug } cannot be seen yet: only stewards see the neighbourhood, others read that it is being prepared.
    This is still needed:{ $lacks }
    Fill it in on the page /{ $slug }/begin, or with: wijkweb open { $slug } …
cli-hidden = Only stewards see { $slug } from now on.
cli-no-particulars = No particulars of { $slug } itself were found. Let “wijkweb check” show what is wrong.
cli-closed-to-others = Not open to others yet, because nobody said who is responsible or nobody opened it: { $slugs }. A steward fills it in at /SHORT-NAME/begin, or you do with: wijkweb open SHORT-NAME …

## Coming in and rights

frame-sign-in = Sign in
keys-wait = You tried too often. Wait { $n ->
        [one] one minute
        *[other] { $n } minutes
    }, then try again.
keys-weak-short = This password is too short. Take at least 12 characters; a few plain words in a row will do.
keys-weak-long = This password is too long. Take at most 200 characters.
keys-weak-uniform = This password has too few different characters. Take a few plain words in a row.
keys-weak-expected = Others soon guess this password. Take a few words that do not belong together.
keys-not-the-same = The two passwords are not the same. Type the new password twice.
keys-wrong-password = This is not your password.
keys-own-password = Your present password
keys-new-password = New password
    .help = At least 12 characters. A few plain words in a row will do.
keys-new-password-again = The new password once more
keys-moment = { $day } at { $time }
sign-in-title = Sign in
sign-in-who = For the neighbourhood team: community builders and stewards.
sign-in-name = Sign-in name
sign-in-password = Password
sign-in-do = Sign in
sign-in-wrong = The name or the password is not right.
sign-in-too-late = It took too long. Sign in again.
sign-in-forgotten = Forgot your password? Ask a steward of your neighbourhood for a link to choose a new one.
sign-in-card = Do you have a card?
    .go = Go on with the code on your card
    .where = Go to your neighbourhood and choose “I have a card” there.
sign-in-code-title = One more step
sign-in-code = Code from the app on your phone
    .help = No phone at hand? Type one of your recovery codes.
sign-in-code-wrong = This code is not right, or was used already. Wait for the next code of the app.
invitation-join = You are invited
    .what = You will be { $role } of { $name }. Choose what you sign in with from now on.
    .do = Join
invitation-first = The first steward
    .what = You will be steward of the neighbourhoods that have none yet, and can begin neighbourhoods. Choose what you sign in with from now on.
invitation-try = Look round as a steward
    .what = Everything here is made up. You can try all that a steward can do.
    .do = Look round
    .name = Trial steward
invitation-recover = Choose a new password
    .what = For who signs in as { $name }. After this you are signed out in all other browsers, and signing in with an app is off.
    .do = Take this password
invitation-name = What is your name?
    .help = This is how the others of the team see you.
invitation-sign-in = What do you want to sign in with?
    .help = Your e-mail address, or a word you remember. Nothing is ever sent to it.
invitation-as = You are signed in as { $name } and join with that account.
invitation-none = This link does not work
    .what = The link was used already, is too old or was withdrawn. Ask for a new one from who gave it to you.
invitation-no-name = Fill in your name, in at most 80 characters.
invitation-no-sign-in = Take 3 to 80 characters without blanks.
invitation-taken = Somebody else signs in with this. Choose something else.
role-neighbour = neighbour with a card
role-builder = community builder
role-steward = steward
way-password = with a password
way-second-step = with a password and a code
way-card = with a card
way-link = with a link
account-title = My account
account-name = Name
account-sign-out = Sign out
account-password = Another password
    .do = Change the password
account-browsers = Where you are signed in
    .what = You do not recognise one? Sign it out and choose another password.
account-browser-unknown = A browser
account-browser-this = this browser
account-browser-since = since { $moment }
account-browser-used = last used { $moment }
account-browser-end = Sign out
account-browsers-end = Sign out everywhere else
account-done-password = Your password is changed. All other browsers are signed out.
account-done-second-step-off = Signing in with an app is off.
account-done-session = Signed out.
second-step-title = Signing in with an app
second-step-why = With a code from your phone as well, nobody gets in who only knows your password.
second-step-app = Open an app for codes on your phone, such as Aegis, 2FAS or Google Authenticator.
second-step-scan = Scan this code with the app.
second-step-qr = QR code for the app
second-step-type = Scanning does not work? Type this in the app:
second-step-then = The app now shows six digits. Fill them in here.
second-step-code = The six digits
second-step-on = Turn on
second-step-not = Do not turn on
second-step-off = Turn off
second-step-begin = Turn on
second-step-done = Signing in with an app is on
second-step-is-on = This is on. You have { $n ->
        [one] one recovery code
        *[other] { $n } recovery codes
    } left.
recovery-codes-now = Write these recovery codes down now
recovery-codes-why = They stand here once. Each code lets you in once without your phone.
recovery-codes-kept = I have written them down
recovery-codes-renew = New recovery codes
recovery-codes-renewed = Your new recovery codes
team-title = The team
team-what = Who is a community builder or steward. Switch off who leaves here: they are signed out everywhere at once. What they wrote stays.
team-you = that is you
team-second-step = signs in with an app
team-no-second-step = signs in without an app
team-since = since { $moment }
team-links = Invitations that are still open
team-link-nobody = Without a name
team-link-until = Works until { $moment }
team-link-withdraw = Withdraw
team-link-once = Give this link to that one person. It stands here once and works once.
team-link-qr = QR code of the link
team-invite = Invite somebody
    .do = Make a link
team-invite-what = You get a link that works for seven days. Send it yourself, or let them scan the QR code.
team-invite-note = For whom?
    .help = For the team only, to recognise the invitation.
team-invite-role = As what?
team-invited = The invitation is made
member-role = Role
    .do = Change the role
member-browsers = signed in with { $n ->
        [one] one browser
        *[other] { $n } browsers
    }
member-homes = Seeing the addresses of homes
    .what = Needed to go from door to door. Give this only for as long as it is needed; after that it ends by itself.
    .do = Allow
member-homes-until = May see the addresses until { $moment }.
member-homes-end = End now
member-homes-long = How long?
member-hours = { $n } hours
member-days = { $n } days
member-recovery = Forgot the password?
    .what = Make a link that works for one day. With it this person chooses a new password. First make sure that you really speak to this person.
    .do = Make a link
member-recovery-made = The link is made
member-off = Leaves the team
    .what = This person is signed out everywhere at once and cannot sign in any more. What they wrote stays, with their name for the team.
    .do = Switch { $name } off
member-last-steward = This is the only steward. Make somebody else a steward first.
member-elsewhere = This person belongs to another neighbourhood as well. Only the operator of the server can do this, with the command “wijkweb team”.
residents-title = Residents with a card
residents-what = With a card a resident sees what is for neighbours. No e-mail address is needed.
residents-asking = Ask for a card
residents-asked = Asked on { $moment }
residents-accept = Spoken to: make a card
residents-decline = No card
residents-new = A new card
residents-name = For whom?
    .help = As this person wants to be called. Only the team sees this.
residents-make = Make a card
residents-cards = { $n ->
        [one] One card
        *[other] { $n } cards
    }
residents-no-name = Fill in a name, in at most 80 characters.
resident-card = card of { $moment }
resident-help = Do something for this resident
    .what = Only if the resident asks for it. For half an hour you see what the resident sees. Both of you are named at all you do.
    .do = Begin
resident-replace = Card lost?
    .what = Make a new one. The old card then opens nothing, and all browsers of this resident are signed out.
    .do = Make a new card
resident-end = Take the card away
    .what = The card opens nothing any more and the name is forgotten.
    .do = Take the card away
card-made = The card is ready
card-once = Print the card now, or copy the code
    .why = The code stands here once. Nobody can look it up later.
card-of = Card of { $name }
card-qr = QR code of the card
card-how = Scan the code with your phone, or type it in at:
card-lost = Card lost? Ask a community builder for a new one. The old one then opens nothing.
card-back = Back to the cards
card-title = I have a card
card-what = With the code on your card you see in this browser what is for neighbours.
card-code = Code on the card
    .help = Three groups of four letters and digits.
card-do = Go on
card-shared = Do others share this computer with you? Sign out when you are done.
card-none = I have no card yet
card-slip = There is a slip in it. Look at the code on your card again.
card-unknown = We do not know this card, or not any more. Ask a community builder for a new one.
join-title = Ask for a card
join-what = Do you live here and want to join? A community builder comes by and gives you a card.
join-name = What do you want to be called?
join-reach = Where and when can we come by?
    .help = Your street and number, and a good time. Or a telephone number.
join-kept = Only the neighbourhood team sees this. We keep it until we spoke to you, and 30 days at most.
join-do = Ask
join-card = I have a card already
join-done = Your question is kept
    .next = A community builder will come by.
join-empty = Fill this in.
join-long = This is too long. Take at most { $n } characters.
helping-now = You are acting for { $name }.
helping-end = Stop
rights-title = Who may do what
rights-what = The program itself goes by this table.
rights-right = What
rights-everyone = Everyone
rights-neighbour = Neighbours with a card
rights-builder = Community builders
rights-steward = Stewards
rights-yes = yes
rights-no = no
rights-operator = Only the operator of the server
rights-beginner = Who got the first link from the operator of the server
rights-homes = A community builder sees the addresses of homes only as long as a steward allows it, for a round from door to door.
rights-helping = A community builder who acts for a resident then sees and may do what that resident may. Both are named.
right-look = Look at what you may see, and take it along
right-come-in = Sign in, use or ask for a card, choose a language
right-own-account = Look after one’s own account and browsers
right-own-page = See all that is kept about yourself, correct it, hide it, take it along and have it erased
right-people = Enter residents as they tell it, change that with them, and write down what they agree to
right-add = Add something, with ties and photos
right-change = Change or end something
right-undo = Undo: a community builder their own work, a steward everything
right-residents = Give cards, and act for a resident
right-remove = Take something away, also for good
right-join = Join what is the same
right-many = Change many at once
right-history = See who changed what, and bring it back
right-import = Bring files in
right-words = Change the vocabularies
right-settings = Change particulars and settings of the neighbourhood
right-team = Invite, give roles, switch people off
right-log = See the log of the keys
right-close = Take everything along, and close the neighbourhood
right-begin = Begin a neighbourhood
right-watch = See how the program does
log-title = Log of the keys
log-what = What was done with accounts, cards and links. It goes by itself after 400 days.
log-empty = Nothing was done yet
    .next = Here you will see who signs in, who invites and who makes a card.
log-gone = somebody who is gone
deed-signed-in = Signed in
deed-sign-in-failed = Signing in failed
deed-signed-out = Signed out
deed-session-ended = Browser signed out
deed-invited = Invitation made
deed-invitation-withdrawn = Invitation withdrawn
deed-invitation-accepted = Invitation accepted
deed-recovery-offered = Link for a new password made
deed-recovered = New password chosen with a link
deed-password-changed = Password changed
deed-second-step-on = Signing in with an app turned on
deed-second-step-off = Signing in with an app turned off
deed-recovery-codes-made = New recovery codes made
deed-role-changed = Another role
deed-switched-off = Out of the team
deed-grant-given = May see addresses of homes
deed-grant-ended = May not see addresses of homes any more
deed-card-made = Card made
deed-page-given = Got a page of their own as a resident
deed-card-replaced = Card replaced
deed-card-ended = Card taken away
deed-card-used = Card used
deed-card-unknown = Unknown card tried
deed-join-asked = Card asked for
deed-join-accepted = Card given on request
deed-join-declined = No card given on request
deed-help-begun = Began to act for somebody
deed-help-ended = Stopped acting for somebody
deed-archive-taken = Archive taken along
actor-clock = the program itself
actor-gone = somebody who is gone
actor-helping = { $name }, for { $resident }
cli-try-link = Look round as a steward, to be used once: { $link }
visibility-door_team = Community builders on their round
about-audience-door_team = Community builders on their round
    .sees = The addresses of homes as well, as long as the round lasts.
about-keys = Joining and signing in
settings-opening = See whether others see the neighbourhood, or hide it again
begin-new = Begin a neighbourhood
    .why = A neighbourhood gets its own pages, map and stewards. We ask you a few questions. You can stop at any moment and go on later. Nobody else sees the neighbourhood before you open it.
begin-name = What is the neighbourhood called?
    .help = As the people who live there call it.
begin-slug = Short name for the address
    .help = Small letters, digits and hyphens, such as millside. If you leave this empty, we make one from the name. The short name stays as it is.
begin-slug-unfit = Use 1 to 60 small letters, digits and hyphens, and begin and end with a letter or digit. A few words, such as “static” and “begin”, are used by the program itself.
begin-slug-taken = This short name is in use already. { $free } is free.
begin-language = In which language do you write yourselves?
    .help = The language of your own texts, such as names and stories.
begin-steps = Steps
    .done = (done)
begin-next = Keep and go on
begin-later = To the overview
begin-go-on = Go on where you were
begin-meanwhile = Somebody else kept something different here meanwhile: “{ $theirs }”. If you send this once more, what you typed here holds.
begin-still-needed = Still needed
begin-not-said = Not filled in
begin-step-controller = Who is responsible?
    .why = Who keeps data about people has to say who is responsible for that. It is the organisation or group that decides what is kept in the neighbourhood and what for. Everyone can read it on the page about privacy.
begin-step-contact = Contact person
    .why = People may ask what is kept about them, and have it changed or erased. For that they need to know whom to turn to. You answer within a month.
begin-step-purposes = What for?
    .why = You may only keep what is needed for a purpose that you named beforehand. What is outside these purposes does not belong in Wijkweb.
begin-step-area = Which area?
    .why = So everyone knows whether it is about their street, and you know what belongs to it and what does not.
begin-step-keeping = Where is it kept?
    .why = People may know where their data is and who can get at it. If somebody else runs the server, you have a processor agreement with them. You do not know this yet? Then go on, and fill it in later.
begin-step-languages = Languages
    .why = Who comes here reads the pages in the language of their browser, if you tick it here. What is said about privacy is there in the same languages.
begin-step-check = Check and open
    .why = Is everything right? Then you can open the neighbourhood for everyone. Every answer can be changed later.
begin-change-controller = Change who is responsible
begin-change-contact = Change the contact person
begin-change-purposes = Change the purposes
begin-change-area = Change the area
begin-change-keeping = Change where it is kept
begin-change-languages = Change the languages
begin-incomplete = Something is still needed
    .what = Below stands for each step what you answered and what is still needed.
begin-is-open = Everyone can see this neighbourhood
    .what = What is for neighbours, builders or stewards stays for them.
begin-open = Open the neighbourhood
    .what = After that everyone sees the pages, the map and the list. What is for neighbours, builders or stewards stays for them.
    .do = Open the neighbourhood for everyone
begin-hide = Hide the neighbourhood
    .what = After that only stewards see the neighbourhood, until you open it again. Nothing goes away. What others saved already stays with them.
    .do = Hide the neighbourhood
begin-grounds = What each purpose allows
    .what = Each purpose needs a reason that is in the law: a legal ground.
    .basis = Legal ground:
basis-interest = legitimate interest (GDPR article 6(1)(f)). You weigh your interest against that of the people concerned; they can object.
basis-task = a task in the public interest (GDPR article 6(1)(e)). The task has to be in a law; people can object.
basis-consent = consent (GDPR article 6(1)(a)). Who said yes can always say no; then you take it away.
purpose-assets =
    .allows = Places, groups, organisations, things, services and activities on the map and in the list. Mostly that is not about persons; with a small business or a group of a few people it can be.
purpose-contacts =
    .allows = Name, e-mail address and telephone number of who speaks for a group or organisation. Only those who are known as neighbours, or more, see them.
purpose-stories =
    .allows = Stories as their teller agreed, and photos. People are on a photo only if they agree.
purpose-addresses =
    .allows = A list of addresses, without names. Only builders during their round and the stewards see them.

## privacy: the notice for everyone, and the documents for whoever is responsible

frame-foot-privacy = Privacy
field-dpia_settled = Day on which the DPIA was settled
    .help = The assessment of the risks for people (DPIA) can be printed below. Fill in the day on which you finished and signed it.
privacy-notice = Privacy in { $name }
    .lead = What we keep about people, why, who sees it, for how long, and what you can ask.
    .short = Privacy notice
    .complete = Complete. Everyone can read it; the link is at the foot of every page.
privacy-register = Register of processing of { $name }
    .lead = You must have this register (GDPR article 30). You need not publish it, but you show it if the data protection authority asks.
    .short = Register of processing
    .complete = Complete as far as the program knows. Print it and fill in the open lines.
privacy-dpia = Assessment of risks (DPIA) of { $name }
    .lead = With this assessment you look beforehand at what can go wrong for people and what you do about it (GDPR article 35).
    .short = Assessment of risks (DPIA)
    .complete = You filled in that the DPIA was settled. Look again when a purpose is added, and otherwise every three years.
privacy-breach = A data breach: what to do in { $name }
    .lead = Hang this where everyone of the team sees it. A breach that must be reported is reported within 72 hours.
    .short = What to do at a data breach
    .complete = Ready to print.
privacy-processor = Processor agreement of { $name }: checklist
    .lead = If somebody else runs the server for you, you agree in writing what they may do with the data (GDPR article 28).
    .short = Checklist for the processor agreement
    .complete = Complete as far as the program knows.
privacy-to-complete = To print and to complete
    .what = What is printed here comes from the settings and from what the program does. On the open lines you write what the program cannot know. This is not legal advice. Print it with your browser.
privacy-dates = Made on { $day }. The settings of the neighbourhood were last changed on { $changed }.
privacy-documents = Documents on privacy
    .changed = They are made from these settings, which were last changed on { $day }.
    .lacks = Not complete yet. Fill in: { $what }.
privacy-who = Who is responsible?
privacy-contact = Whom can you turn to?
    .what = With all questions about your data.
privacy-area = Which area is it about?
privacy-kept = What do we keep, and why?
    .what = For each part it is said whom it is about, what we keep, who sees it, on which legal ground, and how long it stays.
privacy-whose = About whom
privacy-what = What
privacy-seen = Who sees it
privacy-ground = Legal ground
privacy-long = How long
privacy-not-kept = What we do not keep
    .residents = Talents, wishes and other particulars of residents themselves. This neighbourhood did not choose that purpose. Only whoever asks for a card stands with a name in the list of cards.
    .sensitive = Health, religion, politics, origin, sexuality, debts, criminal offences or citizen numbers of people. There are no fields for these. If something like it is in a text all the same, let us know; then we take it away.
    .scores = Scores or rankings of people. The program decides nothing about people.
privacy-where = Where it is and who can get at it
    .server = The data is on a server: { $place }.
    .ourselves = We run that server ourselves.
    .processor = Somebody else runs that server for us, on our orders and under an agreement.
    .nobody = With these pages your browser asks nothing of other sites. We pass nothing on to others.
    .tiles = The map shows images of { $host }. That site sees the internet address of whoever looks at the map, and at which part. Otherwise we pass nothing on.
    .framed = Other sites show our map or list, with only what everyone may see.
    .taken = What everyone may see, everyone can also take along as a file. What was taken along we cannot call back.
privacy-after = When something is taken away
    .history = It is gone from the pages, the map and the files at once. The history keeps what was there. Only the stewards see it, and whoever runs the server.
    .photos = Of a photo that is erased for good, the file is gone as well. In backups it can still be for a while.
    .closed = If the neighbourhood is closed, nobody sees it any more. After { $days } days the server removes everything; then it is only in older backups.
privacy-backups = Backups stay for a while: the last ones of { $daily } days, of { $weekly } weeks and of { $monthly } months.
privacy-rights = What you can ask
    .what = Is it about you? Then you may:
    .how = Write, mail or call the contact person above, or speak to somebody of the team. You need not say why. It costs nothing. We answer within a month. We may ask you to show who you are, but never for a copy of your passport.
privacy-right-access = see what we keep about you, and where it comes from;
privacy-right-correct = have changed what is not right;
privacy-right-erase = have taken away what is about you;
privacy-right-object = object; then we stop, unless we have a reason that weighs more, which we explain to you;
privacy-right-restrict = ask us not to use it for the time that we find out whether it is right;
privacy-right-take = get your data as a file;
privacy-right-withdraw = say no where you said yes before. That is as easy as saying yes.
privacy-complaint = You do not agree with us?
    .what = Speak with us first, if you like. You can always complain to the Dutch data protection authority: autoriteitpersoonsgegevens.nl.
flow-assets = What the neighbourhood has
    .whose = People who can be recognised by a place, group or organisation, such as the owner of a shop.
    .what = Name, description and place of places, groups, organisations, things, services and activities.
    .long = As long as it is there. What ends gets a last day or is taken away.
flow-contacts = Contact persons of groups and organisations
    .whose = Who speaks for a group or organisation.
    .what = Name or task, e-mail address and telephone number.
    .long = As long as somebody speaks for the group or organisation. If that person asks, we take it away at once.
flow-stories = Stories
    .whose = Who tells a story, and people who are in it.
    .what = The story, who told it and whether they agreed to share it.
    .long = Until the teller says no, or until we take it away.
flow-photos = Photos
    .whose = People on a photo, and who made it.
    .what = The photo itself, without the place and the device that a phone puts into it; what is to be seen on it; its maker.
    .long = Until somebody on the photo or its maker says no, or until we take the photo away.
flow-talents = Talents and wishes of residents
    .whose = Residents who told themselves what they love doing, can do, want to learn and care about, and who agree that it is kept.
    .what = A name, what somebody can do and wants, to which groups they belong and, if they want that, whom they know, how to reach them and in which square of 100 metres they live. Never the address. And what somebody agrees to: when, in which words, and who heard it.
    .long = After 12 months we ask again. Without an answer it is hidden after 18 months and erased after 24, or sooner if the neighbourhood chose so. Whoever stops is erased at once: the key goes, so that copies cannot be read either.
flow-follow-ups = Promises of the team
    .whose = People to whom the team promised something, or whom somebody wants to ask.
    .what = What was promised, by whom and by which day. The name of somebody who was not asked yet stays for 30 days at the most.
    .long = Until it is done. “Ask somebody” goes after 30 days.
flow-addresses = Addresses
    .whose = Who lives at an address. There are no names of residents with it.
    .what = Street, number, postcode and town, mostly from the register of addresses and buildings (BAG).
    .long = As long as the team goes from door to door. After that we take the list away.
flow-team = Who works in the neighbourhood
    .whose = Builders and stewards with an account, and the contact person of the neighbourhood.
    .what = Name, name to sign in with, and a fingerprint of the password from which it cannot be read back. In which browsers somebody is signed in, on what kind of device, and when last. What was done with accounts and keys. With each change in the neighbourhood: when and by whom. After wrong passwords the server remembers for a while from which internet address; it does not write that down.
    .seen = Stewards, and whoever runs the server. Everyone with an account sees their own browsers. The contact person is on this page, for everyone.
    .long = The account as long as somebody takes part; after that changes still say who made them. A browser that is not used is signed out after { $idle } days, and every browser after { $longest } days. What was done with accounts and keys: a little over a year.
flow-residents = Residents with a card
    .whose = Residents who asked for a card.
    .what = The name by which the resident wants to be called, and a fingerprint of the code on the card. In which browsers the card was used, and when last. Who asks for one tells how we can come by.
    .seen = Builders and stewards, and whoever runs the server.
    .long = Until the resident does not want the card any more. A browser that is not used is signed out after { $idle } days, and every browser after { $longest } days. A request for a card stays until a builder has been there, and a month at the most.
flow-visitors = Who looks at these pages
    .whose = Everyone who comes here.
    .what = A cookie with the language you chose, and one with the hour of your last visit if you look at “New”. They do not say who you are. The program counts how often pages are asked for, and does not write down by whom.
    .seen = Nobody: the cookies are in your own browser.
    .long = Until you wipe the cookies of your browser.
register-who = Controller and contact
register-what = Processing
register-purpose = Purpose
register-kinds = Is with
register-how-many = How much
register-count = { $n ->
    [one] On { $day } it is with one record.
   *[other] On { $day } it is with { $n } records.
}
register-receivers = Recipients
    .outside = By itself the program passes nothing on to others, nor outside the European Union. What is for everyone, everyone can read and take along.
    .others = Who else gets data from you, and in which country?
register-measures = Security
    .own = What do you do yourselves beside this, such as locks, passwords and agreements in the team?
measure-audiences = Each record and each field has an audience. What somebody may not see is on no page, in no file, in no count and in no result of a search.
measure-closed = Nobody but stewards sees a neighbourhood before it was said who is responsible and what for.
measure-outside = The pages fetch nothing from other sites, unless a steward chooses map images from outside.
measure-history = Of each change one can see when it was made, and by whom or in which role. It can be undone.
measure-backups = Backups are read back before they count. They are in a folder that you choose; the program does not encrypt that folder.
measure-photos = Photos are made anew before they are kept: where and with what they were taken is not in them any more.
measure-errors = In the log of the program are no names and no contact details. Another server in front of it (a proxy) may write down internet addresses; mind that yourselves.
dpia-what = 1. What happens?
    .how = People of the team enter data, or bring it in from a file. It is on the server. On pages, map and files everyone sees what is for their audience.
    .many = About how many people and addresses is it? Who enters data?
dpia-criteria = 2. Is a DPIA needed?
    .what = The European supervisors name nine criteria. If two or more hold, a DPIA is needed. With each criterion stands what the program does.
    .here = Does this hold with you? Why, or why not?
criterion-scoring = Judging or sorting people
    .program = The program gives people no score and makes no rankings.
criterion-decisions = Deciding automatically
    .program = The program decides nothing about people.
criterion-monitoring = Following people systematically
    .program = The program follows nobody. Yet somebody can form a picture of a street with photos or addresses.
criterion-sensitive = Sensitive data
    .program = There are no fields for it. Yet an association may show what it is for (religion, politics, self-help); who its contact person is then says something about that person.
criterion-large = Large scale
    .program = A neighbourhood can have thousands of addresses. You decide how many you bring in.
criterion-combining = Combining data
    .program = Files of others are joined with what is there, and put on the map. Likely doubles are put to a person.
criterion-vulnerable = Vulnerable people
    .program = The program does not know who is vulnerable and does not ask.
criterion-new = New technology
    .program = The program uses no face recognition, no tracking of people and no machine learning.
criterion-prevented = People are kept from something
    .program = Nobody has to take part to get something.
dpia-needed = 3. Is it needed, and would less do?
    .why = Why is this data needed for your purpose?
    .less = What did you leave out because it works without?
    .ask = How do you tell people beforehand, and how do you ask for their consent where that is needed?
    .rights = How do you make sure that people get an answer within a month?
dpia-risks = 4. What can go wrong for people?
    .what = With each risk stands what the program does and what remains. Write down what you do yourselves, and whether the risk is then small enough.
    .own = Other risks with you
    .own-what = What else can go wrong, how likely is it, how bad is it, and what do you do about it?
dpia-risk-done = What the program does
dpia-risk-rest = What remains
dpia-risk-own = What do you do yourselves? Is the risk now small, medium or large?
risk-unasked = Somebody is in it without knowing
    .done = The privacy notice is public and names whom to turn to. Data about residents themselves is not taken by this version.
    .rest = In free text and in files of others there can be names. The program does not recognise them.
risk-contacts = Contact details are misused
    .done = Contact details are for neighbours and up, not for everyone, nor in files.
    .rest = Who may see them can copy them. An e-mail address in a description is seen by everyone.
risk-addresses = Addresses show who lives where
    .done = Addresses have no names. Only builders during their round and the stewards see them. There are no ties between people and addresses.
    .rest = Who knows the neighbourhood often knows a name for an address.
risk-sensitive = Something sensitive comes out
    .done = Kinds of associations that let something sensitive show are marked. Members of associations are not kept in this version.
    .rest = The name of a contact person at such an association says something already. Rather let a task be named (“the chair”).
risk-photos = Somebody is on a photo who does not want that
    .done = A photo can be erased for good, with its file. Place and device are taken out of the photo.
    .rest = The program does not see who is on a photo. What somebody saved already stays there. In backups the photo is still there for a while.
risk-recognised = Somebody can be recognised by a story or by a small group
    .done = A story has a field for the consent of its teller, and each record can be for fewer people.
    .rest = In a small neighbourhood people are soon recognised, also without a name.
risk-figures = Figures let somebody work out who is counted
    .done = Behind every figure are at least five people from five homes. Figures are bands, change once a month at most and only by five people at a time. If somebody no longer wants to be counted, the square disappears at once.
    .rest = Who knows already what all others in a square told, also learns something about the last one. Who sees a square disappear knows that somebody there stopped or moved, but not who. Who enters many invented people themselves can make a figure more precise; a team watches itself.
risk-old = Data is not right any more or stays too long
    .done = What ends gets a last day. Each change can be looked back at and undone.
    .rest = The program does not take old data away by itself. The history keeps what was there, for stewards; only photos can be erased from it.
risk-stolen = The server or a backup is stolen or broken into
    .done = Backups are read back. Of passwords, cards and sign-ins the server keeps only a fingerprint; sign-ins do not go into backups.
    .rest = The files on the server and the backups are not encrypted. Encrypt the disk, and the place where the backups are.
dpia-measures = 5. What the program does to protect data
dpia-decision = 6. Decision
    .residents = What do residents think of it? Whom did you ask?
    .officer = Advice of the data protection officer, if you have one
    .decision = Our decision: do we go on like this, and why? If a risk stays large, first ask the data protection authority (GDPR article 36).
    .review = When do we look again?
    .signed = Name, day and signature
breach-what = What is a data breach?
    .examples = Data about people is lost, changed, or seen by who may not see it. For example: a stolen phone or laptop of the team, a list that was left behind, a file to the wrong person, an invitation that came to the wrong person, a server that was broken into, something that everyone could see by mistake.
breach-whom = Who must know at once?
    .stand-in = Who stands in for the contact person? Name and telephone number:
breach-steps = What you do
    .clock = The 72 hours begin when somebody of the team notices, also in the weekend.
breach-stop = Stop the leak
    .how = Hide the neighbourhood if need be (settings, “See whether others see the neighbourhood”), or ask whoever runs the server to do “wijkweb open SHORT-NAME --hide”. Sign a stolen device out (on the page of one’s own account), or let a steward switch the account off (page Team). Throw nothing away: you need it to see what happened.
breach-write = Write down what you know
    .how = When it was noticed, what, about whom. Use the lines below. The history of the neighbourhood shows what was changed when.
breach-weigh = Weigh the risk for people
    .how = Can it harm somebody: harassed, swindled, shamed, threatened? Mind especially those whose address must stay secret.
breach-report = Report it within 72 hours
    .how = If there is a risk for people, report it to the data protection authority (autoriteitpersoonsgegevens.nl). You do not know everything yet? Report all the same, and complete it later. No risk? Then you need not report it, but do write it down.
breach-tell = Tell the people concerned
    .how = If the risk is large, tell them soon and in plain words: what happened, what they can do, and whom they can call.
breach-learn = See that it does not happen again
    .how = Discuss it with the team and change the DPIA if need be. Keep these sheets: each breach belongs in your records, also if you did not report it.
breach-record = Record of a breach
    .what = One sheet for each breach (GDPR article 33(5)).
    .noticed = When and by whom it was noticed
    .happened = What happened, and when
    .data = Which data it is about
    .people = How many people it is about, and which
    .consequences = What it can mean for them
    .done = What was done
    .reported = Reported to the data protection authority on (or: why not)
    .told = Told to the people concerned on (or: why not)
processor-needed = You said that somebody else runs the server for you. Then an agreement is needed.
processor-not-needed = You did not say that somebody else runs the server for you. Do you rent a server, or does somebody make the backups for you? Then an agreement is needed all the same.
processor-agreed = This is in the agreement
    .what = Tick what you found. If something is missing, do not sign yet.
agreed-subject = What it is about, how long it lasts, which data and which people it concerns, and what for.
agreed-orders = The processor does only what you order, and writes that down.
agreed-silence = Who can get at it is bound to secrecy.
agreed-security = The processor takes fitting measures: encrypted disks, updates, backups, access with a password and a second step.
agreed-others = Without your permission the processor takes on nobody else; the same holds for them.
agreed-rights = The processor helps you when people want to see, change or erase their data.
agreed-breach = The processor tells you of a breach at once, and helps you with reporting and with the DPIA.
agreed-end = At the end you get everything back and the processor erases it, from backups as well.
agreed-proof = The processor shows that it is so, and takes part in checks.
agreed-outside = The data stays in the European Economic Area, or there is a decision or contract that allows the transfer.
processor-signed = Signatures
    .controller = Controller: name, day, signature
    .processor = Processor: name, day, signature
    .allows = A list of addresses, without names. Only the neighbourhood team and the stewards see the addresses of homes.
## Who comes without https

secret-title = This site uses a secure connection
secret-what = Put https:// before the address, or follow the link below.

## The certificate of the site

certificate-unreadable = The certificate cannot be used: { $path }: { $why }
certificate-none = There is no certificate in { $path }. It should be a PEM file that begins with -----BEGIN CERTIFICATE-----.
certificate-no-key = There is no key in { $path } that can be used. It should be a PEM file that begins with -----BEGIN PRIVATE KEY-----, without a password.
certificate-other-key = The key in { $path } belongs to another certificate. Put the key there with which this certificate was asked for.
certificate-over = The certificate in { $path } ran out on { $day }. Ask for a new one; a certificate of your own is renewed with wijkweb certificate.
certificate-not-yet = The certificate in { $path } is valid only from { $day }. Look whether the clock of this computer is right.
certificate-key-open = Note: everybody on this computer can read the key in { $path }. Take that right away (chmod 600).
certificate-soon-over = Note: the certificate runs out on { $day }.
settings-allowed-certificate = a file for certificate and for certificate_key, or nothing for both
cli-team-invited = The link works once, for seven days: { $link }
cli-team-recovery = With this link this person chooses a new password. It works once, for one day: { $link }
cli-team-off = { $name } is out of the team of { $slug } and signed out everywhere. What this person wrote stays.
cli-team-nobody =   nobody yet. Invite somebody with: wijkweb team invite --to { $slug } --role steward
cli-team-unknown = Nobody of the team signs in as { $name }. See with “wijkweb team” who there are.
cli-team-last = This is the only steward. First invite another with: wijkweb team invite
cli-team-role = In the team somebody is builder or steward. A resident gets a card, on the page Residents with a card.

## A certificate of our own, and phones that trust it

certificate-no-names = Name the names and addresses under which the site is found on your network, for example: wijkweb certificate wijkweb.local 192.168.1.10
certificate-no-authority = There is no whole authority of Wijkweb in { $path } (authority.pem and authority.key). Put them back, or begin a new one with --new-authority; every phone must then trust that one anew.
certificate-not-for = The authority that is there may not sign for { $name }. Begin a new one with --new-authority; every phone must then trust that one anew.
certificate-not-made = The certificate could not be made: { $why }
certificate-not-kept = The certificate cannot be put in { $path }: { $why }
certificate-made = There is a certificate for { $names }, valid for 13 months. To renew it: wijkweb certificate.
certificate-keep = The authority's key is in { $path }. Whoever has it can pass for this site on your network. Better keep it on a USB stick in a drawer until you renew.
certificate-same-authority = The authority is the same: phones need do nothing.
certificate-settings = Put in wijkweb.toml in the data folder:
certificate-phones = Start Wijkweb again. Then open { $address } on every phone and follow the steps there; or bring { $path } over with a cable.
certificate-fingerprint =
    The fingerprint (SHA-256) of the authority. Copy it or print it: every phone must show exactly this one.
    { $fingerprint }
authority-title = Let this phone trust the neighbourhood
authority-why = The site of your neighbourhood runs on a computer near you. Your phone does not know it yet. With these steps it gets to know it, and the site works securely, also without a connection. It holds for this site alone: for nothing else on the internet.
authority-download = Get the certificate (wijkweb.crt)
authority-android = On an Android phone
authority-android-1 = Press the button on this page and keep the file wijkweb.crt.
authority-android-2 = Open Settings and search for “CA certificate” (Security, Encryption and credentials, Install a certificate). Choose “Install anyway” and then wijkweb.crt.
authority-android-3 = In Settings, search for “Trusted credentials”, choose “User” and open Wijkweb. Compare the SHA-256 fingerprint with the one on paper. Is anything different? Then remove it and do not use the site.
authority-android-4 = Open the site in Chrome.
authority-iphone = On an iPhone or iPad
authority-iphone-1 = Open this page in Safari, press the button and choose “Allow”. A profile is downloaded.
authority-iphone-2 = Open Settings and tap “Profile Downloaded” at the top, then “More Details” and the certificate. Compare the SHA-256 fingerprint with the one on paper. Is anything different? Then do not install it.
authority-iphone-3 = Tap “Install”.
authority-iphone-4 = Go to Settings, General, About, Certificate Trust Settings, and turn Wijkweb on. Then open the site in Safari.
authority-compare = The fingerprint
authority-compare-why = This page still comes without security: somebody else on the network could change it. So do not trust these letters, but those on paper or on the screen of the computer on which Wijkweb runs. What your phone itself shows must be the same as those.
authority-language = English

## Free text that may tell something of somebody

screen-found = ‘{ $words }’
screen-health = this may say something about somebody’s health
    .why = We write nothing down about health. Rather write what somebody loves to do or can do.
screen-religion = this may say something about somebody’s faith
    .why = We do not write down what somebody believes. Singing, cooking or helping can be told without saying where.
screen-politics = this may say something about somebody’s politics
    .why = We do not write down how somebody votes or what they think of politics.
screen-union = this may say something about a trade union
    .why = We do not write down which union somebody belongs to.
screen-origin = this may say something about where somebody comes from
    .why = We do not write down where somebody or their family comes from. A language they love to speak is fine.
screen-sexuality = this may say something about somebody’s love or body
    .why = We do not write down whom somebody loves or who they are.
screen-debts = this may say something about money or debts
    .why = We write nothing down about debts, benefits and money worries.
screen-police = this may say something about police or punishment
    .why = We write nothing down about police, suspicion and punishment.
screen-number = this looks like a number by which somebody is identified or pays
    .why = We may not write such a number down. Take it out.
screen-phone = this looks like a telephone number
    .why = A telephone number belongs in the box for contact. Not everybody sees it there.
screen-email = this looks like an e-mail address
    .why = An e-mail address belongs in the box for contact. Not everybody sees it there.
screen-address = this looks like an address
    .why = Where somebody lives never stands in a text. The place is filled in separately.
screen-someone = this looks like somebody else by name
    .why = We write nothing down about others without asking them. Go and ask that person.

## Asking for consent, version 1. These texts are evidence: never change them, make a version 2 (src/words/wording.rs)

consent-1-before-who = We visit the people of { $neighbourhood }, to hear what they love doing, can do and want to learn. { $responsible } looks after what we write down.
consent-1-before-what = We only write down what you tell us yourself: your name, what you love doing or can do, what you want to learn and what you care about. Nothing about health, faith, money, origin or politics.
consent-1-before-free = You choose what we write down and who sees it. You may say no to every question. Nothing happens if you do.
consent-1-before-stop = You can stop at any time: with the code on your card, on your own page, or by telling a community builder. It counts at once.
consent-1-before-time = Every year we ask whether it is still right. If we do not hear from you, we take it away.
consent-1-age = Are you 16 or older?
    .guardian = Are you under 16? Then a parent or guardian has to be there and say yes as well. What you tell us will never be on a public page.
consent-1-ask-store = May we keep what you tell us?
    .yes = Yes: the neighbourhood team keeps your name and what you tell us. Only the team can read it, unless you agree to more after this.
    .no = No: we write nothing down. You can still join in with everything in the neighbourhood.
consent-1-ask-show_neighbours = May other residents see your name and what you can do?
    .yes = Yes: residents with a card of this neighbourhood can find you. They never see your address, telephone number or e-mail address.
    .no = No: residents do not see you. The team still knows.
consent-1-ask-show_public = May everyone on the internet see your name and what you can do?
    .yes = Yes: your name and what you can do are on a public page. Anyone can read and copy it. Your address, telephone number and e-mail address are never there.
    .no = No: you cannot be found on the public pages.
consent-1-ask-contact_intro = May we ask you whether you would like to meet somebody?
    .yes = Yes: if something suits you, a community builder asks you first. The other person only hears of you once you say yes.
    .no = No: we do not ask you whether you would like to meet somebody.
consent-1-ask-relations = May we keep whom you know and whom you do things with?
    .yes = Yes: we keep that you know each other, but only if the other person agrees too.
    .no = No: we do not keep whom you know.
consent-1-ask-statistics = May we count you?
    .yes = Yes: you are counted in figures about the neighbourhood, such as how many people make music. We only show such a figure if it is about five people or more.
    .no = No: you are not counted in any figure.
consent-1-ask-workshop_export = May what you can do be taken to a meeting of the neighbourhood, without your name?
    .yes = Yes: a list or drawing for a meeting shows what you can do, with a number in place of your name. Somebody who knows you well may still recognise you.
    .no = No: you are on no list or drawing that is taken along.
consent-1-card = With the code on this card you see everything that we keep about you. You can change it, hide it or have it erased. You need not say why.

## Residents: the list, one resident, and the conversation

people-title = Residents
people-honest-everyone = These are residents who agree that everyone sees them. More people live here: who does not want that is not in this list.
people-honest-neighbours = These are residents who agree that neighbours see them. More people live here: who does not want that is not in this list.
people-honest-team = These are all residents who agree that we keep what they tell us. Neighbours and visitors only see who wants that.
people-n = { $n ->
    [one] { $n } resident
   *[other] { $n } residents
}
people-search = Search by name
people-by-talent = Search by what somebody can do
people-group = Kind
people-skill = Skill
people-share = How
people-any = Does not matter
people-teaches = Would teach it to others
people-all = Show everyone
people-nobody = Nobody found
    .text = Nobody who can do this agrees to be in this list. There may be somebody who does not want to be found.
people-none = Nobody yet
    .team = Visit a resident and write down what they love doing. Only what somebody agrees to is kept.
    .visitor = No resident agrees to be in this list yet.
people-lives-street = Lives in { $street }.
people-lives-square = Lives in a square of 100 by 100 metres on the map. It is told no more precisely.
people-for-team = For the team
people-shown-to = Who sees this resident: { $visibility }.
people-speaks = Speaks: { $languages }.
people-change = Change what it says
people-new = Write down a conversation
    .what = With a resident: what they love doing, can do and want to learn. Only what they agree to is kept.
people-where = Where this resident lives
people-edit = What { $name } told
people-keep = Keep
people-read-aloud = Read this aloud first
people-name = What is your name?
    .help = A first name is enough.
people-own-words = What do you love doing most, and what would you like to see here?
    .help = In their own words. Also for what is not in the list below. Write nothing about health, faith, money or other people.
people-talents = What can you do, and what do you want to learn?
    .help = With head, hands or heart. What do you do best? Choose three. What would you teach somebody else?
people-too-many-best = Choose at most three that are among the best.
people-find = Search the list
    .help = For example: bicycle, cooking, computer.
people-find-do = Search
people-found = { $n ->
    [0] Nothing found for ‘{ $asked }’
    [one] One found for ‘{ $asked }’
   *[other] { $n } found for ‘{ $asked }’
}
people-found-nothing = Is it not there? Then write it down in their own words, at the top.
people-no-group = Without a kind
people-ticked = ({ $n } chosen)
people-can = I can
people-learn = I want to learn
people-wish = I look for this
people-offer = I offer this
people-note = Anything to add, such as which instrument
people-team-only = For the team only
people-cares = What matters to you in the neighbourhood?
    .help = Choose what suits
people-member = What do you belong to?
    .help = Associations, groups and enterprises
people-member-many = There are too many to show. Search them by name, below.
people-offers = What else do you offer or look for?
    .help = A thing, a place, an activity or a service of the neighbourhood. Search by name.
people-home = Where do you live?
people-place = What may be told about where you live?
    .help = We never keep your address.
people-place-none = Nothing
people-place-area = The area only
people-place-cell = A square of 100 by 100 metres
people-place-street = The street
people-place-known = What is known stays if you leave street and number empty. Fill them in if this resident has moved house.
people-place-missing = Choose what may be told. ‘Nothing’ is fine too.
people-place-unknown = We do not know this address. Point at the spot on the map, or choose something else that may be told.
people-street = Street
    .help = Only shown if you choose ‘The street’ above.
people-number = House number
    .help = Street and number become a square on the map at once, and are then forgotten.
people-spot = Or point at the spot
    .help = The spot becomes a square of 100 by 100 metres at once. We do not keep the spot itself.
people-area = Which area?
    .help = Only needed if street and number stay empty.
people-area-missing = Choose an area, or fill in street and house number.
people-reach = How can we reach you?
people-contact = Telephone number or e-mail address
    .help = Not needed. Only the team can look it up, and you see on your own page who did.
people-contact-known = What is known is not shown here. Leave this empty to keep it.
people-contact-look = How to reach them
people-contact-gone = Take away what is known
people-languages = Languages
    .help = Which languages do you like to speak? Put commas between them. Only the team sees this.
people-connector = People go to this resident, who brings others together. Only the team sees this.
people-agree = What do you agree to?
    .help = Read each question aloud. Nothing is chosen beforehand. What is not answered counts as no.
people-agree-again = Ask again what they agree to
    .help = What this resident agrees to is on a page of its own.
people-age-adult = Yes, 16 or older
people-age-guardian = No. A parent or guardian is here and says yes as well
people-age-missing = Choose one of the two. If somebody is under 16 and no parent or guardian is here, keep nothing.
people-store-missing = Without a yes to this question nothing is kept. If this resident says no, press Cancel: nothing was written down.
people-asked = How was it asked?
people-asked-spoken = In a conversation
people-asked-paper = On paper
people-screened = Look at this once more. Nothing is kept yet.
people-screened-change = I will change it
people-screened-keep = Keep it as it is
people-same = Is this the same resident? Nothing is kept yet.
people-same-yes = Yes, this is the one
people-same-no = No, it is somebody else
people-overtaken = Somebody else has changed this in the meantime. Open the resident again and add what you just typed there.
done-person-entered = Kept, as this resident agrees.
done-person-changed = Changed.
## My page
me-title = My page
me-what = Hello { $name }. Here you see all that is kept about you. You can change it, hide it, take it along or have it erased.
me-nobody = Nothing is kept about you
    .what = No resident's record belongs to this card. Would you like to tell what you love doing or can do? Tell a community builder.
    .do = Who are the community builders?
me-done-said = Written down. It holds at once.
me-done-hidden = You are hidden. Nobody sees you any more but yourself.
me-done-shown = You are to be seen again, as you agree.
me-done-confirmed = Thank you. We will ask again after a time.
me-ask = Is it still right?
    .what = You told this some time ago. After { $hide } months without an answer we hide it, after { $erase } months we erase it.
    .do = Yes, it is still right
me-ask-late = We have not heard from you for long
    .what = After { $hide } months without an answer we hide what you told. After { $erase } months we erase it. Is it still right?
me-held = What is kept
me-no-ties = It does not say what you can do or want.
me-ties-unseen = And { $n } with somebody who is not shown.
me-only-you = only you see this
me-shown = Who sees what
me-shown-nothing = sees nothing of you
me-shown-this = sees this of you
me-shown-figures = If you agree to be counted, you count in figures about at least five people. Your name is never there.
me-agreed = What I agree to
    .what = One press of the button changes it. It holds at once, and you need not say why.
    .with = Read each question aloud. Press the button that fits the answer.
me-agreed-guardian = A parent or guardian said this for this person. Whoever is under 16 is never shown to everyone.
me-agreed-store = Would you like us to keep nothing at all?
me-agreed-before = All that was said before
me-agree = Yes, that is fine
me-stop = No, not any more
me-said-yes = Yes to: { $scopes }.
me-said-no = No to: { $scopes }.
me-said-heard = Heard by { $name }; text { $version } ({ $language }).
me-told = Who wrote this down
me-told-entered = entered
me-told-changed = particulars changed
me-told-tied = { $n } added or changed
me-told-untied = { $n } taken away
me-told-more = And { $n } more before.
me-looks = Who looked at how to reach you
me-looks-none = Nobody.
me-exports = What was taken along
    .what = These files were made while you agreed to that. There is no name in them. We cannot erase them any more.
me-exports-none = Nothing was taken along that you can be in.
me-along = Take along
    .what = You can take everything along as a file. Keep it in a safe place.
me-along-json = As a file for a computer (JSON)
me-along-csv = As a table (CSV)
me-along-print = On paper: print this page.
me-away = Hide or erase
me-hide = Hide me
    .what = Hidden, nobody sees you any more, nor do the community builders. Everything stays kept, and you can come back.
me-show = Show me again
    .what = You are hidden now. Only you see what is kept.
me-erase = Erase everything about me
    .what = Erasing takes everything about you away. It cannot be undone.
person-erase = Erase everything about this person
me-consent-of = What { $name } agrees to
me-column-part = About
me-column-what = What
me-column-says = Content
scope-store = keeping
scope-show_neighbours = showing to neighbours
scope-show_public = showing to everyone
scope-contact_intro = asking for an introduction
scope-relations = keeping who know each other
scope-workshop_export = taking along to a meeting, without name
scope-statistics = counting in figures
channel-spoken = said at the door
channel-paper = on paper
channel-self = by themself, on their own page
channel-file = in a file
contact-title = Reaching { $name }
contact-none = How to reach this person is not kept.
contact-not-agreed = This person does not agree to be asked for an introduction. That is why we do not show how to reach them.
contact-noted = This was written down
    .what = The person sees on their own page that you looked at this, and when.
erase-title = Erase everything about { $name }
erase-what = Erasing really takes everything away. Nobody can bring it back, nor can we.
erase-goes = What goes: the name, the contact, what this person can do and wants, with whom and what it is tied, and what was written about it before.
erase-card = The card does not work after that.
erase-backups = Copies of the last days cannot be read any more where they held it. After 30 days at the most the keys in copies are gone as well.
erase-files = Files that somebody took along before we cannot erase. There is no name in them.
erase-texts = Is the name in a text about something else, such as a story? Tell a steward. They change the text.
erase-sure = Yes, I want everything about me erased.
erase-sure-with = Yes, this person asked me to erase everything.
erase-sure-missing = Tick the box first. That way nothing is erased by accident.
erase-do = Erase everything
erase-not = Do not erase
erased-title = Erased
erased-done = Everything is erased
    .what = Nothing is kept about this person any more. Thank you for what you shared with the neighbourhood.
erased-on = To the neighbourhood

## Keys of people

cli-restored-locked = { $slug }: { $rows } records and ties about people cannot be read, because their keys did not come along. Everything else is back. Are the keys of this backup still there? Put them beside it and run “wijkweb check --repair --from BACKUP”.
repair-keys = { $slug }: keys of people that had been lost are back. They come from the backup.
cli-archived-keys = What is told of people is sealed in the archive. Their keys are in { $file }. Keep that file apart, and for 30 days at most: who has both can read everything.
cli-archived-sealed = What is told of people is sealed in the archive, and their keys are not in it. With --out FILE they go in a second file.
same-ask = Is this person here twice?
same-title = Is { $name } here twice?
same-what = Look well: two people can have one name. If they really are one, all that was told of both stays, and both times when the person said yes or no as well.
same-none = Nobody else is called that
    .what = There is nobody of the same name.
same-do = Yes, this is the same { $name }
same-not = No, back
same-entered = entered on { $day }

## What people here can do together, in figures

talents-title = What we can do together
talents-lead = People in { $name } told us themselves what they are good at and like to do. Here you see how many people that are, by kind of talent. There are no names.
talents-people = People who are counted
talents-none-yet = There are no figures yet
    .why = We make figures as soon as enough people in enough homes agree to be counted. After that once a month.
talents-all = In the whole neighbourhood
talents-ground = Figures of { $day }. Counted are people who told it themselves and agree to be counted.
talents-of-people = According to the data of the area { $n } people live in the neighbourhood. Who did not tell what they can do is not counted here.
talents-of-homes = According to the data of the area the neighbourhood has { $n } households. Who did not tell what they can do is not counted here.
talents-of-unknown = How many people live in the neighbourhood is not known here. So we do not know what part of the neighbourhood this is.
talents-band = { $least } to { $most } people
talents-band-most = { $least } people or more
talents-others = Of other kinds of talent we tell no figure here. That may be because there are too few, because nobody asked yet, or because somebody no longer wants to be counted.
talents-withheld-all = At this moment we tell no figures about the whole neighbourhood.
talents-squares = By square
talents-squares-note = A square of 500 metres counts only the people who are not in a smaller square already.
talents-squares-what = We use the squares of Statistics Netherlands (CBS): 100 by 100 metres, or 500 by 500 metres. A square that is not there may be empty or may have too few people. We do not tell which.
talents-on-map = Show the squares on the map
talents-no-squares = There are no squares with enough people to show now.
talents-square = Square
talents-square-of = { $code } ({ $metres } metres)
talents-what = What
talents-how-many = How many
talents-date = Date of the figures
talents-csv = Download as a table (CSV)
talents-layer = As a map layer (OGC API)
talents-why = Why not more precisely?
talents-why-five = Behind every figure are at least five people from at least five homes. If there are fewer, they count in a larger area or nowhere.
talents-why-bands = We give no exact number, but ‘5 to 9’ or ‘10 to 19’. So nobody can work out who came or went.
talents-why-month = The figures are of one day and change once a month at most. If fewer than five people come to a square, the old figure stays.
talents-why-no = If somebody no longer wants to be counted, the whole square in which that person counted disappears at once. It comes back only when enough others have come.
talents-why-absent = If something is not there, we do not know it. It never means that nobody can do it.
talents-new = New figures
    .what = Figures are made by themselves, once a month. You can also have them made now.
    .do = Make the figures now
    .not-before = The next figures can be made on { $day }. More often is not allowed: it would show who came.
talents-made = The new figures are made.
talents-too-soon = A month has not passed yet. The figures did not change.
talents-too-few = Too few people are counted yet. No figures were made.
layers-talents = Talents in figures
    .what = How many people have a kind of talent, by square of Statistics Netherlands and in the whole neighbourhood, in bands. At least five people from five homes; what is not there is not told.
layers-parameter-group = Only figures of this group of talents (code), or people for everybody who is counted
map-talents = Talents by square
    .which = Which talent
    .twin = Read all figures as a list
map-talents-none = There are no squares to show for this talent now.
map-talents-trouble = The talents could not be loaded.

## residents from a file

people-file-title = Residents from a file
people-file-lead = Do you have a list of residents who agreed to be kept here? You can bring it in here. Whoever did not say yes does not come in.
people-file-file =
    .help = A table (CSV) of 16 MB at most. The file does not go to the disk. After an hour it is gone.
people-file-may = What may be in the file
    .what = Each row is one resident. We know the columns by their names, in Dutch or English. Only the name is needed.
people-file-may-name = name (or first name and last name), description, phone or e-mail, languages
people-file-may-told = cares about, offers, wishes, member of: with | or ; between the words
people-file-may-talents = talents (or ‘can’), teaches, wants to learn: words of the word list; another word goes to the description
people-file-may-lives = street and house number, square (such as E1234N4567), x and y, and precision: none, area, cell or street. The address itself is not kept.
people-file-may-age = 16+ (yes or no) and guardian (for who is under 16)
people-file-may-consent = store, show_neighbours, show_public, contact_intro, relations, workshop_export, statistics (yes or no; empty is no) and consent_date
people-file-never = Never: citizen service number, date of birth, gender, belief, health, origin, income, police. If such columns are there, we do not read them.
people-file-held = { $n ->
    [one] Read 1 row.
   *[other] Read { $n } rows.
} Nothing is kept yet: the file is only in memory, for an hour at most.
people-file-no-names = There is no column with names
    .what = Call a column ‘name’ and hand the file in again.
people-file-basis = How do we know that they said yes?
    .what = You answer for it that these people agreed. What you fill in here is kept, with your name. So it can be shown later how they were asked.
people-file-ground = What shows who said yes to what?
    .help = Choose what is true for this file.
people-file-ground-columns = It stands in columns of the file, for each person
people-file-ground-attested = Everybody in the file said yes to the same
people-file-no-columns = No column with consent was found in this file.
people-file-scopes = To what did everybody say yes?
    .help = Only if everybody said yes to the same. Without ‘being kept’ nobody is kept.
people-file-day = On which day did they say yes?
    .help = With different days: the first. If a column has the day, that column counts.
people-file-wording = In which words were they asked?
    .help = We keep those words, as proof.
people-file-wording-ours = In our text, version { $version }
people-file-wording-own = In a text of our own; I write it below
people-file-own-words = Your own text
    .help = Exactly as it was read aloud or stood on paper.
people-file-way = How did they say yes?
    .help = The answer that fits most of them.
people-file-way-spoken = They said it at the door
people-file-way-paper = They signed on paper
people-file-way-self = They filled it in themselves
people-file-language = In which language were they asked?
people-file-source =
    .help = Under this name we know the rows again if you hand the file in once more. Then nobody comes in twice.
people-file-adults = Sixteen or older
    .help = Only needed if there is no column ‘16+’. Who is younger only comes in if a parent said yes.
    .yes = Everybody whose age is not told is sixteen or older
people-file-proof = Proof
    .help = Such as signed papers or a list of the conversations.
    .yes = I can show that these people said yes
people-file-wants-ground = Say what shows who said yes.
people-file-wants-columns = There is no column with consent in this file. Choose the other answer, or add those columns.
people-file-wants-scopes = Tick to what everybody said yes, and ‘being kept’ in any case.
people-file-wants-day = Fill in the day on which they said yes.
people-file-wants-past-day = This day is still to come. Fill in the day on which they said yes.
people-file-wants-wording = Say in which words they were asked.
people-file-wants-how = Say how they said yes.
people-file-wants-proof = Without proof the file cannot come in.
people-file-look = See what would happen
people-file-outcome = This would happen
people-file-do = { $n ->
    [one] Keep 1 resident
   *[other] Keep { $n } residents
}
people-file-count-fresh = { $n ->
    [one] 1 resident is added
   *[other] { $n } residents are added
}
people-file-count-likely = { $n ->
    [one] 1 of them looks like somebody who is here; that becomes a question
   *[other] { $n } of them look like somebody who is here; those become questions
}
people-file-count-known = { $n ->
    [one] 1 row was brought in before
   *[other] { $n } rows were brought in before
}
people-file-count-repeated = { $n ->
    [one] 1 row stands in the file twice
   *[other] { $n } rows stand in the file twice
}
people-file-count-refused = { $n ->
    [one] 1 row is not kept; why is said below
   *[other] { $n } rows are not kept; why is said below
}
people-file-warnings = { $n ->
    [one] 1 time a description says something that you may rather not keep
   *[other] { $n } times a description says something that you may rather not keep
}
    .what = You decide. To leave something out, change the file and hand it in again.
people-file-written = { $n ->
    [one] 1 resident is kept
   *[other] { $n } residents are kept
}
    .next = Whom you see, you see as that person agreed. Give everybody a card, so that they can look and change it themselves.
people-file-undo = Erase these residents
    .what = Was it a mistake? Then we erase all residents of this file, really and for ever. Who changed something since stays.
people-file-again = Another file
people-file-gone = This file is not here any more
    .what = We hold a file with residents for an hour at most, and not when the program starts anew. Hand it in once more.
people-file-brought = Of ‘{ $file }’ { $n ->
    [one] 1 resident is kept.
   *[other] { $n } residents are kept.
}
people-file-is-name = name
people-file-is-description = description
people-file-is-contact = contact
people-file-is-languages = languages
people-file-is-talents = talents
people-file-is-teaches = teaches others
people-file-is-learns = wants to learn
people-file-is-cares = cares about
people-file-is-offers = offers
people-file-is-wishes = looks for
people-file-is-groups = member of
people-file-is-home = where somebody lives; only the square of 100 metres stays
people-file-is-precision = how precisely that may be seen
people-file-is-adult = sixteen or older
people-file-is-guardian = a parent or guardian decides
people-file-is-day = day of consent
people-file-is-id = what tells the row apart
people-file-is-private = is not read
people-file-is-nothing = is not kept
people-file-is-consent = consent: { $scope }
snag-private-citizen-number = By law a citizen service number may not be here. The column is not read. Take it out of your file as well.
snag-private-document = Numbers of papers or accounts are not kept. The column is not read.
snag-private-birth = Date of birth and age are not kept. Only whether somebody is sixteen or older. The column is not read.
snag-private-gender = Man, woman or other is not kept. The column is not read.
snag-private-special = Health, belief, opinion, origin and love are nobody's business. The column is not read.
snag-private-money = Income, benefits and debts are not kept. The column is not read.
snag-private-police = Police and courts are not our business. The column is not read.
snag-private-family = With whom somebody lives or is married is not kept. The column is not read.
snag-person-column-not-kept = There is no place for this column with a resident. It is not read.
snag-person-name-missing = There is no name here. Write down what this person wants to be called.
snag-person-not-agreed = This person did not say yes to being kept, and is not kept. Ask first.
snag-consent-not-understood = This is not clearly yes or no. We read it as no.
snag-consent-day-missing = It is not said on which day this person said yes. Fill in the day.
snag-consent-day-to-come = The day of consent is still to come. Check the date.
snag-consent-too-old = This consent is older than { $months } months and does not hold any more. Ask again.
snag-consent-gets-old = This consent is old already. Ask these people soon whether it is still right.
snag-person-age-not-told = It is not said whether this person is sixteen or older. Add a column ‘16+’.
snag-person-too-young = This person is under sixteen, and it is not said that a parent said yes. Not kept.
snag-person-never-public = Who is under sixteen is never shown to everyone. That consent is left out.
snag-word-to-description = This word is not in the word list. It now stands in the description. Choose another word, or add it to the word list.
snag-group-not-known = There is no group of exactly this name, or there are two. Add the group first; then somebody can become a member.
snag-group-sensitive = That somebody belongs to this group says what is nobody's business. It is not kept from a file.
snag-square-not-understood = This is no code of a square of 100 metres, such as E1234N4567.
snag-home-not-in-country = This place is not in the Netherlands. No place is kept.
snag-precision-not-known = Choose none, area, cell or street. Now nobody sees where this person lives.
snag-person-erased = This person was erased before and does not come back from a file. Does the person want to take part again? Then enter it together anew.
rule-registered = What was written down to account for later stays as it is.
kind-consent_basis = Proof of consent
    .many = Proofs of consent
    .what = How the people in a file were asked whether they want to be kept.
kind-persons_export = File taken along
    .many = Files taken along
    .what = A file without names that somebody of the team took along.
field-delivery = Delivery
field-rests_on = What it rests on
field-agreed_on = Day of consent
field-wording = The words
field-asked_how = How they were asked
field-asked_in = Language
field-scopes = Consent to
field-purpose = What for
field-table = What
field-skill_group = Group of skills
field-persons = Persons
choice-rests_on-columns = Columns of the file
choice-rests_on-attested = Everybody the same
choice-asked_how-spoken = At the door
choice-asked_how-paper = On paper
choice-asked_how-self = Filled in themselves
choice-asked_in-nl = Dutch
choice-asked_in-en = English
choice-table-talents = Talents and wishes
choice-table-ties = Who know each other

## residents, taken along

right-take-along = Take along what residents can and want, without names
people-along-title = Taking along to a workshop
people-along-lead = Make a table of what residents can and want, or of who know each other. There are no names in it.
people-along-small = In a small group people know each other
    .what = Without names somebody can still be recognised. For example by a talent that only one person has, or by who know each other. Do not pass the table on, and throw it away afterwards.
people-along-purpose = What do you take this for?
    .help = For example: evening about gardening, 3 December. Residents can read this.
people-along-what = What do you take along?
people-along-group = Which skills?
    .help = Take no more than is needed.
people-along-all = All groups
people-along-do = Write it down and get the table
people-along-wants-purpose = Write down what you take this for.
people-along-wants-table = Choose what you take along.
people-along-in = What is in the table
people-along-in-who = Only residents who agree to be taken along to a workshop. Who changes their mind while the table is made is not in it any more.
people-along-in-what = Only words of the word lists. No texts of their own, no contact, no memberships.
people-along-in-where = No address and no street; at most a square of 500 metres.
people-along-in-names = Each resident is called P-0001, P-0002, and so on. The next time everybody is called something else. Nobody can look up who it is.
people-along-taken = What was taken along before
    .what = Each table is written down before it goes out: what for, what, when and by whom.
people-along-none = Nothing was taken along yet
people-along-persons = { $n ->
    [0] nobody
    [one] 1 person at most
   *[other] { $n } persons at most
}
people-along-agreed = of who agree to: { $scopes }

## promises

right-follow-ups = Write down promises and do them
follow-title = Promises
follow-lead = What the team promised. Does a resident name somebody else? Then we ask that person first. Until then nothing is kept of that person, except this promise.
follow-open = { $n ->
    [0] To do
    [one] To do: 1
   *[other] To do: { $n }
}
follow-none = Nothing is open
    .what = Write down below what you promise somebody.
follow-finished = { $n ->
    [one] Done: 1
   *[other] Done: { $n }
}
follow-done-on = Done on { $day }
follow-nobody = nobody yet
follow-due = Before { $day }
follow-late = Was due on { $day }
follow-erased-when-asked = This line is erased when it was asked, and after 30 days in any case.
follow-asked = Asked: erase this line
follow-done = Done
follow-give-to = Give to
follow-give = Give
follow-new = New promise
follow-task = What will you do?
follow-text = Who and what?
    .help = For example: ask Mo across the street whether he wants to help in the garden. Write no more than you need to ask.
follow-owner = Who does it?
follow-by = Before which day?
    .help = You ask somebody within 30 days.
follow-add = Write it down
follow-wants-task = Choose what you will do.
follow-wants-text = Write down who and what.
follow-wants-owner = Choose who does it, somebody of the team.
follow-wants-due = Fill in before which day you ask.
follow-due-past = This day is past. Choose a day from today on.
follow-due-late = Ask within 30 days. Choose an earlier day.
follow-done-added = Written down
follow-done-given = Given to another
follow-done-done = Done
follow-done-erased = Erased: nothing of it is kept
follow-print = On paper: print this page. Throw the paper away afterwards.
