## languages

language-name = Nederlands

## kinds

kind-area = Gebied
    .many = Gebieden
    .what = Een deel van de wereld met een grens: een straatdeel, buurt, wijk of gemeente.
kind-address = Adres
    .many = Adressen
    .what = Een voordeur. Adressen van woningen zijn alleen voor het team dat langs de deuren gaat.
kind-person = Bewoner
    .many = Bewoners
    .what = Iemand die hier woont. Wordt alleen bewaard en getoond zoals die persoon heeft afgesproken.
kind-follow_up = Belofte
    .many = Beloften
    .what = Iets wat het team heeft beloofd te doen: iemand vragen, mensen samenbrengen, bedanken.
kind-skill = Vaardigheid
    .many = Vaardigheden
    .what = Iets wat iemand kan, weet of wil leren aan een ander.
kind-theme = Thema
    .many = Thema’s
    .what = Waar mensen warm voor lopen.
kind-term = Begrip
    .many = Begrippen
    .what = Een woord uit een keuzelijst.
kind-association = Vereniging of groep
    .many = Verenigingen en groepen
    .what = Een groep waarvan de leden zelf beslissen: een club, een koor, een bewonersgroep of een appgroep.
kind-institution = Instelling
    .many = Instellingen
    .what = Een organisatie waar mensen betaald worden om er voor anderen te zijn: een school, de bibliotheek, een woningcorporatie.
kind-enterprise = Onderneming
    .many = Ondernemingen
    .what = Een winkel, bedrijf of coöperatie die zelf de kost verdient.
kind-place = Plek
    .many = Plekken
    .what = Een gebouw, ruimte, tuin, plein of stuk grond waar iets kan.
kind-thing = Ding
    .many = Dingen
    .what = Gereedschap, een voertuig of iets anders dat je kunt delen.
kind-activity = Activiteit
    .many = Activiteiten
    .what = Iets wat mensen samen doen, één keer of steeds weer.
kind-service = Dienst
    .many = Diensten
    .what = Iets wat voor mensen wordt gedaan, betaald of door vrijwilligers.
kind-story = Verhaal
    .many = Verhalen
    .what = Wat hier is gebeurd, verteld zoals de verteller dat wil.
kind-photo = Foto
    .many = Foto’s
    .what = Een foto van iets uit de wijk. Ze staat bij wat ze laat zien.
kind-backdrop = Ondergrond
    .many = Ondergrond
    .what = Een lijn of vlak van de tekening onder de kaart: straat, water, groen of gebouw.
kind-neighbourhood = Over de wijk
    .many = Over de wijk
    .what = De gegevens van de wijk zelf.

## fields

field-name = Naam
field-description = Beschrijving
field-tags = Trefwoorden
    .help = Losse woorden, gescheiden door komma’s.
field-website = Website
    .help = Begint met https:// of http://.
field-level = Niveau
field-cbs_code = CBS-code
    .help = Bijvoorbeeld BU05990110. Letters en nullen horen erbij.
field-cbs_year = Jaar van de indeling
field-population = Inwoners
field-households = Huishoudens
field-surface_ha = Oppervlakte
field-street = Straat
field-number = Huisnummer
field-postcode = Postcode
    .help = Vier cijfers en twee letters, bijvoorbeeld 1011AB.
field-town = Plaats
field-bag_id = BAG-nummer
    .help = Zestien cijfers uit het register van adressen en gebouwen.
field-contact = Contact
field-languages = Talen
field-square = Vakje van 100 meter
field-home = Teken van de woning
field-hidden = Verborgen
field-consents = Toestemming
field-contact_seen = Wie het contact bekeek
field-task = Wat we doen
field-owner = Wie het doet
field-due = Voor welke dag
field-done_on = Gedaan op
field-ask_after_months = Opnieuw vragen na (maanden)
field-hide_after_months = Verbergen na (maanden)
field-erase_after_months = Wissen na (maanden)
field-longer_because = Waarom langer dan gewoon
field-location_precision = Hoe precies op de kaart
field-adult16 = 16 jaar of ouder
field-connector = Verbinder
field-code = Code
field-group = Groep
field-label_nl = Nederlands
field-label_en = Engels
field-synonyms_nl = Andere woorden, Nederlands
    .help = Eén woord op een regel.
field-synonyms_en = Andere woorden, Engels
    .help = Eén woord op een regel.
field-broader = Valt onder
    .help = Een ruimer woord, zoals Koken boven Bakken.
field-merged_into = Samengevoegd met
field-esco_uri = ESCO-adres
field-scheme = Keuzelijst
field-kinds = Past bij
    .help = Niets gekozen betekent: bij alles.
field-sensitive = Gevoelig
    .help = Wie hier lid van is, mag niet zichtbaar worden.
field-osm = OpenStreetMap
    .help = Eén tag op een regel, zoals amenity=library.
field-icon = Pictogram
field-association_kind = Soort groep
field-form = Organisatievorm
field-formal = Officieel opgericht
field-members_approx = Aantal leden, ongeveer
field-meets = Komt bij elkaar
    .help = Bijvoorbeeld: elke dinsdagavond.
field-address_text = Adres
field-contact_name = Contactpersoon
field-email = E-mail
field-phone = Telefoon
field-kvk = KvK-nummer
    .help = Acht cijfers.
field-sector = Sector
field-social_base_level = Laag van de sociale basis
field-opening_hours = Openingstijden
field-branch = Wat het doet
field-resident_led = Geleid door bewoners
field-place_kind = Soort plek
field-functions = Waarvoor
field-access = Wie mag erin
field-accessibility = Toegankelijk voor iedereen
field-size_m2 = Grootte
field-threat = Wat staat op het spel
field-commons_rules = Afspraken over gebruik
field-thing_kind = Soort ding
field-sharing = Hoe delen we het
field-conditions = Voorwaarden
field-starts = Begint op
field-recurrence = Wanneer
field-open_to = Voor wie
field-costs = Kosten
field-domain = Publiek of privaat
field-scale = Schaal
field-paid_hours = Betaalde uren per jaar
field-volunteer_hours = Vrijwillige uren per jaar
field-cost = Kosten per jaar
field-taken_over_from = Overgenomen van
field-told_on = Verteld op
field-teller = Verteller
field-teller_agreed = Verteller vindt het goed
field-photo-name = Bijschrift
    .help = Wat staat erop? Laat u dit leeg, dan staat er de naam van wat op de foto staat.
field-alternative = Voor wie de foto niet ziet
    .help = Beschrijf in één zin wat er te zien is. Wie slecht ziet, krijgt dit voorgelezen.
field-maker = Maker
    .help = Wie nam de foto?
field-licence = Wat mogen anderen ermee?
field-taken_on = Genomen op
field-width = Breedte
field-height = Hoogte
field-sizes = Beeld
field-first = Staat vooraan
field-layer = Laag
field-language = Taal van de wijk
field-data_source = Waar de gegevens vandaan komen
field-tile_url = Kaartbeelden van buiten
    .help = Alleen als u dit invult, vraagt de kaart beelden op bij een ander. Die ziet dan wie waar kijkt.
field-tile_attribution = Bron van de kaartbeelden
field-embed_sites = Sites die de kaart en de lijst mogen tonen
    .help = Eén site per regel: https:// en dan de naam, zoals www.buurtkrant.example. Leeg: geen enkele andere site mag dat.
field-gift = Hoofd, handen of hart
field-best3 = Hoort bij de drie beste
field-teach = Wil het leren aan anderen
field-share_how = Hoe
field-note = Toelichting
field-vision = Wat diegene voor zich ziet
field-amount = Hoeveel
field-until = Tot en met
field-strength = Hoe goed
field-since = Sinds
field-about = Waarover
field-role = Rol
field-voting = Stemt mee
field-paid = Betaald
field-hours = Uren per week
field-right = Recht
field-share_percent = Aandeel
field-price = Prijs
field-when = Wanneer
field-terms = Afspraken
field-year = Jaar
field-category = Soort betaling
field-basis = Hoe we dit weten
field-grade = Hoeveel zeggenschap
field-happened_on = Op
field-story = Hoe dat ging
field-visibility = Wie dit mag zien
field-valid_from = Vanaf
field-valid_to = Tot en met
field-whereabouts = Waar het is
field-pays-amount = Bedrag

## choices

choice-level-segment = Deel van een straat
choice-level-block = Blok
choice-level-buurt = Buurt
choice-level-wijk = Wijk
choice-level-gemeente = Gemeente
choice-level-project = Projectgebied
choice-task-ask = Iemand vragen
choice-task-introduce = Voorstellen
choice-task-bring_along = Meenemen
choice-task-thank = Bedanken
choice-task-ask_again = Opnieuw vragen
choice-location_precision-none = Niet
choice-location_precision-area = Buurt
choice-location_precision-cell = Vakje op de kaart
choice-location_precision-street = Straat
choice-sector-public = Overheid
choice-sector-non_profit = Zonder winst
choice-sector-for_profit = Met winst
choice-sector-private = Privaat
choice-sector-civil = Van burgers
choice-social_base_level-personal = Persoonlijk
choice-social_base_level-communal = Gemeenschappelijk
choice-social_base_level-institutional = Institutioneel
choice-place_kind-land = Grond
choice-place_kind-building = Gebouw
choice-place_kind-dwelling = Woning
choice-place_kind-room = Ruimte of zaal
choice-place_kind-public_space = Openbare ruimte
choice-place_kind-infrastructure = Leidingen, wegen, netten
choice-place_kind-energy = Energie
choice-access-everyone = Iedereen
choice-access-members = Leden
choice-access-by_appointment = Op afspraak
choice-access-closed = Gesloten
choice-thing_kind-equipment = Gereedschap of spullen
choice-thing_kind-vehicle = Voertuig
choice-thing_kind-digital = Digitaal
choice-thing_kind-fund = Potje of fonds
choice-sharing-lend = Te leen
choice-sharing-rent = Te huur
choice-sharing-together = Samen gebruiken
choice-sharing-ask = Vraag het even
choice-domain-public = Publiek
choice-domain-private = Privaat
choice-scale-street = Straat
choice-scale-buurt = Buurt
choice-scale-wijk = Wijk
choice-scale-gemeente = Gemeente
choice-scale-region = Regio
choice-layer-boundary = Grens
choice-layer-water = Water
choice-layer-green = Groen
choice-layer-building = Gebouw
choice-layer-street = Straat
choice-language-nl = Nederlands
choice-language-en = Engels
choice-gift-head = Hoofd: weten
choice-gift-hands = Handen: doen
choice-gift-heart = Hart: geven om
choice-gift-experience = Ervaring
choice-share_how-free = Voor niets
choice-share_how-exchange = Ruilen
choice-share_how-paid = Betaald
choice-strength-by_name = Van naam
choice-strength-together = Doen samen iets
choice-strength-friends = Vrienden
choice-right-ownership = Eigendom
choice-right-land_ownership = Eigendom van de grond
choice-right-leasehold = Erfpacht
choice-right-superficies = Opstalrecht
choice-right-lease = Huur
choice-right-use = Gebruik
choice-right-management = Beheer
choice-category-contract = Opdracht
choice-category-rent = Huur
choice-category-sale = Verkoop
choice-category-membership = Contributie
choice-category-grant = Subsidie
choice-category-gift = Gift
choice-category-loan = Lening
choice-category-wage = Loon
choice-category-purchase = Inkoop
choice-category-tax = Belasting
choice-basis-measured = Gemeten
choice-basis-reported = Opgegeven
choice-basis-estimated = Geschat
choice-basis-claimed = Beweerd
choice-grade-inform = Wordt geïnformeerd
choice-grade-consult = Wordt geraadpleegd
choice-grade-advise = Adviseert
choice-grade-co_decide = Beslist mee
choice-grade-decide = Beslist
choice-grade-own = Is eigenaar
choice-licence-this_site = Alleen op deze site
choice-licence-cc_by = Gebruiken mag, met naam van de maker (CC BY)
choice-licence-cc_by_sa = Gebruiken en zo doorgeven mag, met naam (CC BY-SA)
choice-licence-cc0 = Alles mag (CC0)

## ties

tie-has_talent =
    .out = kan
    .in = is een talent van
tie-wants_to_learn =
    .out = wil leren
    .in = wordt graag geleerd door
tie-cares_about =
    .out = zet zich in voor
    .in = raakt
tie-offers =
    .out = biedt aan
    .in = wordt aangeboden door
tie-wishes_for =
    .out = zoekt
    .in = wordt gezocht door
tie-lives_in =
    .out = woont in
    .in = is de woonplek van
tie-located_at =
    .out = is te vinden bij
    .in = is de plek van
tie-part_of =
    .out = hoort bij
    .in = bestaat onder meer uit
tie-knows =
    .out = kent
    .in = kent
tie-goes_to =
    .out = gaat te rade bij
    .in = wordt geraadpleegd door
tie-member_of =
    .out = is lid van
    .in = heeft als lid
tie-works_for =
    .out = werkt voor
    .in = is de werkplek van
tie-responsible_for =
    .out = is verantwoordelijk voor
    .in = valt onder
tie-holds_right =
    .out = heeft een recht op
    .in = is in handen van
tie-stands_on =
    .out = staat op
    .in = draagt
tie-uses =
    .out = gebruikt
    .in = wordt gebruikt door
tie-initiates =
    .out = is begonnen met
    .in = is begonnen door
tie-takes_part_in =
    .out = doet mee aan
    .in = krijgt hulp van
tie-hosts =
    .out = ontvangt
    .in = is te gast bij
tie-provides =
    .out = verzorgt
    .in = wordt verzorgd door
tie-serves =
    .out = is er voor
    .in = wordt bediend door
tie-pays =
    .out = betaalt aan
    .in = krijgt geld van
tie-decides_on =
    .out = heeft zeggenschap over
    .in = valt onder zeggenschap van
tie-expert_in =
    .out = weet veel van
    .in = is het terrein van
tie-led_to =
    .out = leidde tot
    .in = kwam voort uit
tie-tells_of =
    .out = vertelt over
    .in = komt voor in
tie-depicts =
    .out = laat zien
    .in = staat op de foto

## visibility and origin

visibility-everyone = Iedereen
visibility-neighbours = Buren die zich bekend maakten
visibility-builders = Buurtbouwers
visibility-stewards = Beheerders
visibility-self = Alleen de persoon zelf
origin-conversation = verteld in een gesprek
origin-self = zelf ingevuld
origin-import = uit een bestand
origin-desk = opgezocht of overgetypt

## problems

problem-not-found = Dit is er niet
    .next = Kijk of het adres klopt, of begin opnieuw bij de wijk.
problem-not-for-you = Hiervoor hebt u hier geen recht
    .next = Log in met een account dat dit mag, of vraag het een beheerder van de buurt.
problem-wrong-method = Zo kan dit adres niet worden gebruikt
    .next = Ga terug en gebruik de knoppen op de pagina.
problem-unclear = Deze vraag begrijpen we niet
    .next = Kijk hieronder wat er niet klopt en pas het aan.
problem-foreign-form = Dit formulier kwam van een andere website
    .next = Open de pagina hier opnieuw en verstuur het formulier nog eens. Er is niets veranderd.
problem-too-large = Dit bestand is te groot
    .next = Maak het kleiner of deel het op. Er is niets veranderd.
problem-broken-off = Het bestand is niet heel aangekomen
    .next = Er is niets bewaard. Kijk of de verbinding goed is en verstuur het opnieuw.
problem-overtaken = Iemand anders was u voor
    .next = Open de pagina opnieuw, kijk wat er veranderd is en doe het dan nog eens. Er is niets overschreven.
problem-not-kept = Het kon niet worden bewaard
    .next = Er is niets veranderd. Waarschijnlijk is de schijf vol. Waarschuw wie de server beheert en probeer het later opnieuw.
problem-not-erased = Het beeld kon niet worden gewist
    .next = De foto staat op geen pagina meer, maar het bestand staat nog op de schijf. Probeer het nog een keer. Blijft het misgaan, laat dan de beheerder van de server kijken.
problem-our-fault = Hier ging iets mis, en dat ligt aan ons
    .next = Er is niets half bewaard. Probeer het opnieuw; blijft het misgaan, waarschuw dan wie de server beheert.

## steward

## frame: what stands round every page

frame-description = { $name }: plekken, spullen, clubs, mensen en verhalen van de wijk, op de kaart en in een lijst.
frame-skip = Naar de inhoud
frame-tabs = Hoofdmenu
frame-home = Start
frame-map = Kaart
frame-list = Lijst
frame-add = Toevoegen
frame-about = Over
frame-foot = Wat de wijk heeft, en hoe het samenhangt.
frame-foot-about = Over deze site
frame-foot-neighbourhoods = Alle wijken

## parts: what pages are made of

parts-unknown = niet bekend
parts-coverage = Hoeveel hiervan bekend is
parts-crumbs = Waar u bent
parts-pager = Andere pagina’s van deze lijst
parts-previous = Vorige
parts-next = Volgende
parts-page = { $first } tot en met { $last } van { $total }
parts-optional = (hoeft niet)
parts-faults = { $n ->
    [one] Er klopt nog iets niet.
   *[other] Er kloppen nog { $n } dingen niet.
}

## command line

cli-begun = { $name } is begonnen. Breng nu gegevens binnen (wijkweb import --to { $slug } …) of laat het zien (wijkweb serve).
cli-slug-taken = Er is al een wijk met de korte naam { $slug }. Kies een andere.
cli-no-such-vocabulary = Er is geen woordenlijst { $vocabulary }. Er zijn: { $known }.
cli-no-such-slug = Er is geen wijk met de korte naam { $slug }. Er zijn: { $known }.
cli-refused = Er is niets veranderd, want: { $why }
cli-store-failure = De map { $folder } kan niet worden gebruikt: { $why }
cli-disk = Het besturingssysteem weigert: { $why }
cli-listening = Wijkweb is te zien op { $address } (stoppen: Ctrl-C)
cli-steward-link = Eerste beheerder worden, één keer te gebruiken: { $link }
cli-no-proxies = Let op: https staat aan, maar trusted_proxies is leeg. Wie via uw proxy komt, telt dan als één bezoeker. Zet er het adres van uw proxy, zoals 127.0.0.1 (wijkweb operating).
cli-port-in-use = Op { $address } luistert al een ander programma. Kies een andere poort met --listen, bijvoorbeeld --listen 127.0.0.1:8081.
cli-port-forbidden = Op { $address } mag dit programma niet luisteren. Kies een poort boven 1024 met --listen.
cli-port-failure = Luisteren op { $address } lukt niet: { $why }
cli-not-passed-on = Het lopende programma doet dit niet voor u. Stop het eerst.
cli-check-neighbourhood = { $slug }: { $commits } keer iets bewaard, { $rows } records en verbindingen
cli-check-well = Alles is gelezen en in orde.
cli-check-not-well = Niet alles is in orde; hierboven staat wat. Er is niets veranderd.


## list: what the neighbourhood has

list-title = Wat de wijk heeft
list-search = Zoek een woord
list-kinds = Soort
list-more = Meer filters
list-functions = Waarvoor
list-tags = Trefwoorden
list-tag = Trefwoord
list-another-tag = Nog een trefwoord
list-located = Op de kaart
list-located-either = Maakt niet uit
list-ask = Laat zien
list-other-kinds = Ook hier te vinden
list-found = { $n ->
    [0] Niets gevonden
   *[other] { $n } gevonden
}
list-to-map = Op de kaart
list-as-geojson = GeoJSON
list-as-csv = CSV
list-parts = Gekozen filters
list-part-text = “{ $text }”
list-part-tag = trefwoord “{ $tag }”
list-part-located = Staat op de kaart
list-part-not-located = Staat niet op de kaart
list-without = Haal dit filter weg: { $part }
list-without-all = Haal alle filters weg
list-beyond = Zo lang is de lijst niet
    .text = U vroeg om pagina { $page }. De laatste pagina is { $last }.
list-to-last = Naar de laatste pagina
list-empty = Hier is nog niets
    .steward = Voeg het eerste toe wat u kent: een plek, een club of een winkel. Of lees een bestand in.
    .visitor = De beheerders van deze wijk zijn nog aan het beginnen. Kom later terug.
list-add = Voeg iets toe
list-import = Lees een bestand in
list-to-home = Naar het begin
list-nothing = Hiervoor is niets gevonden
    .text = Probeer een ander woord, of haal een filter weg.
list-wider = Zonder { $part }: { $n }
list-show-all = Alles laten zien ({ $n })
list-wrong = Een deel van de vraag begrijpen we niet. Dat deel is weggelaten.
list-wrong-q = Een zoekvraag heeft hoogstens { $longest } letters.
list-wrong-kind = Er is geen soort “{ $value }”.
list-wrong-function = Er is geen functie “{ $value }”.
list-wrong-place = “place” is “yes” (op de kaart) of “no” (niet op de kaart), niet “{ $value }”.
list-wrong-page = “page” is een getal vanaf 1, niet “{ $value }”.
list-wrong-per = “per” is een getal van 1 tot en met { $most }, niet “{ $value }”.

## asset: one record

asset-ended = gestopt op { $day }
asset-not-begun = begint op { $day }
asset-no-facts = Meer is hierover nog niet opgeschreven.
asset-withheld = Niet voor iedereen te zien: { $fields }. Of dit is ingevuld, zeggen we niet.
asset-connections = Hangt samen met
asset-no-connections = Er zijn nog geen verbindingen opgeschreven.
asset-add-tie = Voeg een verbinding toe
asset-from = vanaf { $day }
asset-until = tot en met { $day }
asset-place = Waar het is
asset-not-on-map = Dit staat nog niet op de kaart.
asset-lies-in = Ligt in
asset-is-point = Eén punt:
asset-is-points = Meerdere punten, rond
asset-is-line = Een lijn, rond
asset-is-surface = Een vlak, rond
asset-coordinates = { $latitude } NB, { $longitude } OL
asset-to-map = Laat zien op de kaart
asset-origin = Hoe we dit weten
asset-came-by = Hoe het hier kwam
asset-source = Bron
asset-external-id = Nummer in de bron
asset-created = Opgeschreven op
asset-updated = Laatst veranderd op
asset-version = Versie
asset-question = Misschien staat dit er twee keer in
    .other = Het lijkt op:
    .decide = Vergelijk en beslis
done-added = Het is bewaard.
done-swapped = Het is bewaard. Lengte en breedte stonden verwisseld; dat is rechtgezet.
done-tied = De verbinding is bewaard.
done-different = Bewaard: dit zijn twee verschillende dingen.
done-merged = Samengevoegd. De verbindingen van allebei staan hier.
done-photographed = De foto’s zijn bewaard.

## form: what is said of values and asked in forms

form-yes = ja
form-no = nee
form-day = { $day } { $month ->
    [1] januari
    [2] februari
    [3] maart
    [4] april
    [5] mei
    [6] juni
    [7] juli
    [8] augustus
    [9] september
    [10] oktober
    [11] november
   *[12] december
} { $year }

## neighbourhoods: the front page

neighbourhoods-title = Wijken
neighbourhoods-lead = Wat een wijk allemaal heeft: plekken, spullen, clubs, activiteiten en verhalen. En hoe dat samenhangt.
neighbourhoods-none = Er is nog geen wijk
    .next = Wie de server beheert, begint er een op de opdrachtregel. Bijvoorbeeld zo:
neighbourhoods-assets = { $n ->
    [0] Nog niets ingevuld
    [one] 1 ding, plek, groep of verhaal
   *[other] { $n } plekken, dingen, groepen, activiteiten en verhalen
}
neighbourhoods-map = Naar de kaart

## home: the page of a neighbourhood

home-search = Zoek een plek, club of activiteit
    .do = Zoek
home-ways = Kijk rond
home-way-map = Op de kaart
    .what = Zie wat er bij u om de hoek is.
home-way-list = In een lijst
    .what = Zoek en kies, zonder kaart.
home-way-talents = Wat we samen kunnen
    .what = Hoeveel mensen iets kunnen, per soort talent.
home-way-people = Bewoners
    .what = Wie goed vindt dat u die vindt.
home-way-me = Alles wat over u bewaard is.
home-way-add = Iets toevoegen
    .what = Een plek, een groep, iets om te delen.
home-way-import = Een bestand inlezen
    .what = Een lijst of kaart die er al is.
home-way-about = Over deze site
    .what = Wat dit is, wie wat ziet en waar het vandaan komt.
home-here = Wat is hier
    .ground = Stand van { $day }. Geteld is wat hier is ingevuld en wat u mag zien. In de wijk zelf is vast meer.
home-none-yet = nog niets ingevuld
home-located = { $located } van { $n } op de kaart
home-origin = { $n } { $origin }
home-new = Nieuw
home-new-row = { $kind } · toegevoegd op { $day }
home-all = Alles in een lijst
home-empty = Deze wijk begint net
    .next = Hier is nog niets te zien. Kom later terug, of vertel een beheerder wat er bij u in de buurt is.
home-empty-steward = Hier begint het
    .next = Er is nog niets ingevuld. Begin met één plek die iedereen kent, of lees een lijst in die er al is.
home-first-add = Voeg het eerste toe
home-first-import = Lees een bestand in

## map: the page and what its script says; %n and %name are filled in by the script

map-title = Kaart van { $name }
map-skip = Naar de kaart zelf
map-region = Kaart
map-without-script = De kaart heeft JavaScript nodig. Alles wat erop staat, vindt u ook hier:
map-list = Hetzelfde in een lijst, zonder kaart
map-search = Zoek op de kaart
    .do = Zoek
map-filters = Kiezen wat u ziet
map-kinds = Soorten
map-functions = Alleen plekken voor
map-tags = Met trefwoord
map-ground = Ondergrond
map-areas = Grenzen en namen van gebieden
map-clear = Alles tonen
map-around = Rond mij
map-fit = Hele wijk
map-trouble = De kaart kreeg geen antwoord
    .next = Wat al geladen is, blijft staan.
    .again = Probeer het opnieuw
map-in-view = In beeld
map-open = Naar de pagina
map-here = %n op deze plek
map-close = Sluiten
map-cluster = %n bij elkaar
map-in-view-one = 1 ding, plek of groep in beeld
map-in-view-many = %n dingen, plekken en groepen in beeld
map-none = Hier is niets in beeld. Schuif de kaart, zoom uit of kies andere filters.
map-missing = Er is hier meer dan de kaart toont: nog %n. Zoom in om alles te zien.
map-first-rows = De lijst toont de eerste %n.
map-to-map = Toon %name op de kaart
map-to-map-short = Toon op de kaart
map-filters-one = 1 filter
map-filters-many = %n filters
map-around-asking = Even geduld. Uw apparaat zoekt waar u bent.
map-around-found = De lijst begint nu met wat het dichtst bij u is. Uw plek blijft op dit apparaat.
map-around-far = U bent nu niet in deze wijk. De lijst begint met wat het dichtst bij u is. Uw plek blijft op dit apparaat.
map-around-refused = Uw browser mag niet zeggen waar u bent. Dat is goed. Wilt u het toch, geef dan toestemming bij het slotje in de adresbalk.
map-around-unknown = Uw apparaat kon niet vinden waar u bent. Probeer het buiten nog eens.
map-around-cannot = Deze browser kan hier niet zeggen waar u bent. Schuif de kaart zelf naar uw straat.
map-nameless = zonder naam
map-area = Gebied
map-metres = %n m
map-kilometres = %n km
map-zoom-in = Dichterbij
map-zoom-out = Verder weg

## about: what this is and who sees what

about-title = Over { $name }
about-lead = Deze site laat zien wat de wijk heeft en hoe dat samenhangt.
about-what = Elke wijk heeft meer dan je op het eerste gezicht ziet: zalen en tuinen, gereedschap dat te leen is, clubs, winkels, activiteiten en verhalen. Hier staan ze bij elkaar, op een kaart en in een lijst. Bij alles staat waarmee het verbonden is.
    .gifts = We beginnen bij wat er is, niet bij wat er ontbreekt. Niemand krijgt een cijfer. Geen straat, groep of bewoner komt op een ranglijst.
about-audiences = Wie ziet wat
    .what = Niet alles is voor iedereen. Wat u niet mag zien, telt ook niet mee in aantallen, zoekresultaten en bestanden.
    .who = Wie
    .sees = Ziet
    .you = u nu
about-audience-everyone = Iedereen
    .sees = Plekken, dingen, groepen, instellingen, ondernemingen, activiteiten, diensten en verhalen die openbaar zijn, met hun adres.
about-audience-neighbours = Buren die zich bekend maakten
    .sees = Dat alles, en ook contactpersonen.
about-audience-builders = Buurtbouwers
    .sees = Dat alles, en wat voor het buurtteam is bedoeld.
about-audience-stewards = Beheerders
    .sees = Alles wat is ingevuld over plekken, groepen en dingen, om het bij te houden. Over bewoners alleen wat zij hebben afgesproken.
about-data = Over de gegevens
    .count = Op { $day } ziet u hier { $n ->
        [one] 1 plek, ding, groep of verhaal
       *[other] { $n } plekken, dingen, groepen, activiteiten en verhalen
    }. Dat is wat is ingevuld, niet alles wat er is.
    .figures = Bij elk getal staat van welke dag het is, hoe we het weten en hoeveel er nog ontbreekt. ‘Niet bekend’ is nooit hetzelfde als nul.
about-source = Bron en licentie
    .unknown = Er is nog niet ingevuld waar de gegevens vandaan komen en wat u ermee mag doen. Vraag het aan een beheerder voordat u ze gebruikt.
about-take = Meenemen
    .what = Wat u hier ziet, kunt u ook als bestand krijgen of in een kaartprogramma openen:
    .layers = Kaartlagen (OGC API - Features)
about-kinds = Wat waarbij hoort
about-privacy = Uw privacy
    .persons = Over bewoners staat hier niets zonder dat zij dat zelf hebben afgesproken. Terugnemen kan altijd en werkt meteen.
    .cookies = Er zijn hooguit drie cookies: uw taal, wanneer u hier het laatst keek naar wat nieuw is, en of u bent ingelogd. We volgen u niet.
    .strangers = De site vraagt niets op bij andere bedrijven: geen lettertypen, geen kaartbeelden, geen statistieken. Zet een beheerder kaartbeelden van buiten aan, dan staat de bron op de kaart.
    .position = ‘Rond mij’ op de kaart gebruikt uw plek alleen in uw browser. De kaart vraagt steeds een ruim vak op, van ongeveer 500 meter of meer.
    .notice = Wat wij over mensen bewaren, waarom, en wat u kunt vragen
    .out = Staat hier iets dat er niet hoort? Zeg het een beheerder; die kan het aanpassen of weghalen.
about-program = Over het programma
    .what = Wijkweb is vrije software (AGPL-3.0 of later). De kaart gebruikt Leaflet (BSD-2-Clause) en Leaflet.markercluster (MIT).
## layers: for maps and programs of others

layers = Kaartlagen
layers-title = Kaartlagen van { $name }
layers-assets = Alles in de buurt
    .what = Alle soorten in één laag. Elk object heeft de eigenschappen die zijn ingevuld.
layers-create-no-json = Dit is geen JSON: { $why }
layers-create-no-features = Stuur een GeoJSON-Feature, of een FeatureCollection met 1 tot { $most } objecten.
layers-create-in = Object { $n }: { $why }
layers-create-kind = De eigenschap ‘kind’ noemt geen soort die in deze laag hoort.
layers-create-unknown = Er is geen eigenschap ‘{ $name }’. Het schema van de laag zegt welke er zijn.
layers-create-id = Het id moet een UUID zijn. Laat het weg om er een te krijgen.
layers-create-geometry = De geometrie is geen goed punt, lijn of vlak in lengte- en breedtegraden.
layers-about = Alles wat de buurt op de kaart heeft, voor andere kaarten en programma’s (OGC API - Features). U ziet alleen wat voor u open is.
layers-api = Beschrijving voor programma’s (OpenAPI)
layers-conformance = Aan welke afspraken dit voldoet
layers-items = { $layer }: wat er is
layers-fields = Velden
layers-count = { $n ->
    [0] niets
    [one] 1 onderdeel
   *[other] { $n } onderdelen
}
layers-none = Hier is niets dat past bij deze vraag.
layers-where = Plaats (lengte- en breedtegraad)
layers-record = Naar de eigen pagina
layers-parameters = Deze woorden kunt u in het adres gebruiken. Daarnaast kan elke laag gefilterd worden op haar eigen velden.
layers-parameter-f = Vorm van het antwoord: json voor programma’s, html voor mensen.
layers-parameter-bbox = Alleen wat in dit kader ligt: west, zuid, oost, noord in graden. West groter dan oost: over de datumgrens.
layers-parameter-bbox-crs = Coördinatenstelsel van het kader. Alleen WGS 84 (lengte, breedte).
layers-parameter-crs = Coördinatenstelsel van het antwoord. Alleen WGS 84 (lengte, breedte).
layers-parameter-datetime = Alleen wat er is op dit moment of in deze periode, zoals 2026-05-01T00:00:00Z of 2026-05-01/..
layers-parameter-limit = Hoeveel onderdelen op één pagina.
layers-parameter-after = Begin na het onderdeel met dit kenmerk.
layers-parameter-before = Eindig voor het onderdeel met dit kenmerk.
layers-parameter-q = Alleen waar deze woorden in staan.
layers-parameter-function = Alleen met een van deze functies.
layers-parameter-tag = Alleen met een van deze trefwoorden.
layers-parameter-feature = Het kenmerk van een onderdeel.
layers-answer-unclear = Het adres is niet te begrijpen; het antwoord zegt waarom.
layers-answer-not-found = Er is hier niets, of niets voor u.
layers-answer-our-fault = Er ging iets mis bij ons.
layers-fault-form = De vorm (f) is json of html.
layers-fault-unknown = De parameter “{ $name }” is hier niet bekend. Bekend zijn: { $known }.
layers-fault-twice = De parameter “{ $name }” staat er twee keer. Geef hem één keer.
layers-fault-limit = Het aantal (limit) is een heel getal van 1 tot en met { $most }.
layers-fault-bbox-number = Een kader (bbox) bestaat uit getallen met een punt, gescheiden door komma’s: west,zuid,oost,noord.
layers-fault-bbox-count = Een kader (bbox) heeft 4 getallen (west,zuid,oost,noord) of 6 (met hoogtes).
layers-fault-bbox-latitude = Een breedtegraad in het kader (bbox) ligt niet tussen -90 en 90. De volgorde is west,zuid,oost,noord: lengte voor breedte, in graden.
layers-fault-bbox-longitude = Een lengtegraad in het kader (bbox) ligt niet tussen -180 en 180. De volgorde is west,zuid,oost,noord: lengte voor breedte, in graden.
layers-fault-bbox-order = Het zuiden van het kader (bbox) ligt boven het noorden. De volgorde is west,zuid,oost,noord.
layers-fault-crs = Het coördinatenstelsel ({ $name }) is alleen http://www.opengis.net/def/crs/OGC/1.3/CRS84.
layers-fault-datetime = Een moment (datetime) is een datum en tijd met zone, zoals 2026-05-01T00:00:00Z, of een periode zoals 2026-05-01T00:00:00Z/..
layers-fault-datetime-order = De periode (datetime) eindigt voordat zij begint.
layers-fault-cursor = De parameter “{ $name }” is een kenmerk uit een eerder antwoord. Volg de link naar de volgende pagina.
layers-fault-both-cursors = Geef “after” of “before”, niet allebei.
layers-fault-whole = “{ $name }” is een heel getal.
layers-fault-decimal = “{ $name }” is een getal met een punt.
layers-fault-money = “{ $name }” is een bedrag in euro’s met een punt en hoogstens twee cijfers daarna.
layers-fault-yes-no = “{ $name }” is true of false.
layers-fault-day = “{ $name }” is een dag, zoals 2026-05-01.
layers-fault-choice = “{ $name }” is een van: { $choices }.

## import

import-title = Gegevens binnenbrengen
import-lead = Heeft u al een lijst of kaart? Breng die hier binnen. U ziet eerst wat er gaat gebeuren; daarna pas wordt er iets bewaard.
import-kind = Wat staat er in het bestand?
    .help = Kies wat de rijen zijn.
    .by-itself = Het bestand zegt het zelf (kolom kind)
import-file = Bestand
    .help = CSV of GeoJSON. Een Excel-bestand slaat u eerst op als CSV.
import-look = Laat zien wat er gebeurt
import-persons = Bewoners komen niet zo uit een bestand: zij beslissen zelf wat hier van hen staat. Zeiden zij ja? Ga dan naar:
import-not-received = Het bestand is niet aangekomen
import-no-file = Kies eerst een bestand.
import-earlier = Eerder binnengebracht
    .what = { $n } records, op { $day }
import-preview = Bekijken: { $file }
import-unreadable = Dit bestand kunnen we niet lezen
import-another = Een ander bestand binnenbrengen
import-wish-unclear = Dit past niet bij het bestand
import-read-as = { $n } rijen gelezen als { $format }, letters als { $encoding }, coördinaten: { $system }.
import-no-places = geen
import-nothing-new = Er is niets nieuws
    .next = Alles uit dit bestand staat er al, of kan niet worden bewaard. Hieronder staat waarom.
import-do = { $n ->
    [one] Breng 1 record binnen
   *[other] Breng { $n } records binnen
}
import-count-fresh = { $n } nieuw
import-count-likely = { $n } daarvan lijken op iets dat er al staat; u beslist later
import-count-known = { $n } staan er al
import-count-different = { $n } staan er al, maar anders; ze blijven zoals ze zijn
import-count-repeated = { $n } komen vaker voor in het bestand en tellen één keer
import-count-refused = { $n } kunnen niet worden bewaard
import-columns = Wat is wat?
import-column = Kolom in het bestand
import-example = Voorbeeld
import-becomes = Wordt
    .nothing = Niet overnemen
    .part = Een deel van iets, zoals geraden
    .place = De plek op de kaart
import-place-longitude = Lengtegraad (lon)
import-place-latitude = Breedtegraad (lat)
import-place-x = x-coördinaat
import-place-y = y-coördinaat
import-place-geometry = Vorm op de kaart (WKT of GeoJSON)
import-source = Naam van de bron
    .help = Onder deze naam worden de rijen herkend als u het bestand later nog eens binnenbrengt.
import-look-again = Kijk opnieuw
import-of = Binnenbrengen: { $file }
import-progress = { $done } van { $total } bewaard. Deze pagina ververst vanzelf.
    .label = Voortgang
import-written = { $n ->
    [0] Er is niets nieuws bewaard
    [one] 1 record is bewaard
   *[other] { $n } records zijn bewaard
}
    .next = Hieronder staat wat opviel.
refusal-broken = { $n ->
    [one] Het mag niet volgens een regel: { $first }
   *[other] Het mag niet volgens { $n } regels, de eerste: { $first }
}
refusal-closed = De wijk wordt net gesloten. Probeer het opnieuw.
import-stopped = Het binnenbrengen is gestopt
    .next = Wat al bewaard was, blijft. Misschien is de schijf vol. Breng het bestand daarna opnieuw binnen: wat er al staat komt er geen tweede keer in.
import-to-list = Naar de lijst
import-to-questions = { $n } mogelijk dubbel: bekijk ze
import-brought = Hiervan staan nu { $n } records in de wijk.
import-left-out = { $n } rijen zijn overgeslagen
import-different = Staat er al, maar anders
    .what = Wat er staat is niet veranderd. Kijk of het bestand gelijk heeft en pas het dan zelf aan.
import-more = En nog { $n }.
import-undo = Toch niet?
    .what = U kunt alles van deze keer weer weghalen. Wat intussen veranderd of verbonden is, blijft staan.
    .do = Haal alles weer weg
import-undone = Weggehaald
    .removed = { $n } records zijn weggehaald
    .kept = { $n } blijven staan, omdat er intussen aan gewerkt is:

## snags

snag-row = Rij { $rows }
snag-column = kolom “{ $column }”
snag-value = waarde “{ $value }”

## rules

rule-missing = Het veld { $field } mag niet leeg zijn. Vul het in.
rule-too-long = Het veld { $field } is te lang. Maak het korter.
rule-out-of-bounds = Het getal in { $field } is te klein of te groot. Kijk het na.
rule-not-a-choice = In { $field } staat iets wat niet in de keuzelijst staat. Kies iets uit de lijst.
rule-wrong-form = Wat in { $field } staat heeft niet de goede vorm. Kijk het na.
rule-not-for-this-kind = Het veld { $field } hoort hier niet bij. Laat het weg.
rule-ends-before-it-begins = Het eind ligt voor het begin. Draai de dagen om.
rule-unknown-term = “{ $code }” in { $field } staat niet in de keuzelijst. Kies een ander woord.
rule-remade = Wat iets is kan niet veranderen. Maak iets nieuws.
rule-overtaken = Iemand anders was u voor. Open de pagina opnieuw en kijk wat er veranderd is.
rule-gone = Het is er niet meer.
rule-dangling-end = Een van de twee is er niet meer. Kies opnieuw.
rule-wrong-ends = Zo kunnen deze twee niet verbonden zijn. Kies een andere soort verbinding.
rule-same-ends = Iets kan niet met zichzelf verbonden zijn. Kies een ander.
rule-second-from-one = Er is al zo’n verbinding, en er kan er maar één tegelijk zijn. Vul een andere tijd in of kies iets anders.
rule-second-for-pair = Deze verbinding staat er al. Vul een andere tijd in of kies iets anders.
rule-loop = Zo zou het in een kring lopen: het een hoort bij het ander en dat weer bij het eerste. Kies een ander.
rule-back-in-time = Wat ergens uit voortkwam kan niet eerder zijn dan het begin. Kijk de dagen na.
rule-more-than-whole = Samen met wat er al staat is dit meer dan 100 %. Maak het aandeel kleiner.
rule-source-taken = Dit nummer van de bron hoort al bij iets anders.
rule-no-consent = Hiervoor heeft die persoon geen toestemming gegeven.
rule-unsaid = Wat deze persoon eerder heeft gezegd, moet bewaard blijven. Voeg toe; haal niets weg.
rule-too-young = Jonger dan 16: dan moet een ouder of verzorger toestemming geven.
rule-too-precise = Waar iemand woont, bewaren we als vakje van 100 meter, en alleen als die persoon dat wil.
rule-no-purpose = Deze wijk heeft nog niet gezegd dat zij talenten van bewoners bewaart. Een beheerder kiest dat doel bij de instellingen, en de privacytekst vertelt het dan.
rule-only-erased = Een bewoner haal je niet zomaar weg. Gebruik “Wissen”: dan verdwijnt echt alles.

## command line, files

cli-file-not-there = Dit bestand of deze map is er niet. Kijk of de naam klopt.
cli-file-forbidden = Dit programma mag daar niet lezen of schrijven. Verander de rechten of kies een andere plek.
cli-file-is-folder = Dit is een map, geen bestand.
cli-file-disk-full = De schijf is vol. Maak ruimte en probeer het opnieuw.
cli-file-failure = { $file }: { $why }
cli-read-as = { $file }: { $n ->
    [one] 1 rij
   *[other] { $n } rijen
} gelezen als { $format }, letters als { $encoding }, coördinaten: { $system }
cli-different = Rij { $row } staat er al, maar anders: { $fields }
cli-dry-run = Er is niets bewaard (--dry-run). Zonder die vlag { $n ->
    [one] komt er 1 record
   *[other] komen er { $n } records
} bij.
cli-progress = { $done } van { $total }
cli-written = { $n ->
    [0] Er is niets nieuws bewaard.
    [one] 1 record is bewaard.
   *[other] { $n } records zijn bewaard.
}
    .undo = Alles terugnemen: wijkweb import --to { $slug } --undo { $delivery }
cli-taken-back = { $n ->
    [0] Er is niets teruggenomen.
    [one] 1 record is teruggenomen.
   *[other] { $n } records zijn teruggenomen.
}
    .stays = Blijft staan, want sindsdien veranderd of verbonden: { $name } ({ $id })
cli-nothing-to-take-back = Er is niets (meer) van de import { $delivery }.
report-file = Bestand
report-weight = Gewicht
report-rows = Rijen
report-column = Kolom
report-value = Waarde
report-what = Wat er is en wat u kunt doen
cli-exported = Geschreven: { $file }
## snags: what was not as expected in a file, and what to do

snag-severity-note = { $n ->
    [one] 1 opmerking
   *[other] { $n } opmerkingen
}
    .one = Opmerking
snag-severity-warning = { $n ->
    [one] 1 ding om na te kijken
   *[other] { $n } dingen om na te kijken
}
    .one = Nakijken
snag-severity-refused = { $n ->
    [one] 1 reden waarom rijen niet zijn gelezen
   *[other] { $n } redenen waarom rijen niet zijn gelezen
}
    .one = Niet gelezen
snag-all-rows = Alle rijen
snag-file-empty = Het bestand is leeg.
snag-file-too-large = Het bestand is groter dan { $megabytes } MB. Deel het op in kleinere bestanden.
snag-file-is-spreadsheet = Dit is een werkblad ({ $format }). Open het en sla het op als CSV (UTF-8); lees dat bestand in.
snag-file-is-other-map-format = Dit is een kaartbestand ({ $format }) dat Wijkweb niet leest. Sla het in uw kaartprogramma op als GeoJSON.
snag-file-is-other-format = Dit is een { $format }-bestand. Wijkweb leest CSV en GeoJSON.
snag-file-is-binary = Dit bestand bevat geen leesbare tekst. Wijkweb leest CSV en GeoJSON.
snag-encoding-taken = De letters zijn gelezen als { $encoding }. Kijk of woorden met accenten goed zijn; anders: sla het bestand op als UTF-8.
snag-letters-lost = Een of meer letters zijn verloren gegaan; ze staan er als �. Herstel ze in de bron.
snag-no-rows = Er staan geen rijen in het bestand.
snag-too-many-rows = Er staan meer dan { $limit } rijen in. Vanaf hier is niet gelezen; deel het bestand op.
snag-too-many-columns = Er zijn meer dan { $limit } kolommen. Laat kolommen weg die niet nodig zijn. Kijk of het scheidingsteken klopt.
snag-no-header = De eerste rij lijkt gegevens te bevatten. De kolommen heten daarom A, B, C. Zet er een rij met namen boven als dat niet klopt.
snag-column-without-name = Kolom { $letter } heeft geen naam; zij heet hier { $letter }.
snag-column-name-twice = De naam { $name } staat boven meer dan één kolom; de volgende kreeg een nummer.
snag-too-few-cells = De rij heeft { $cells } cellen in plaats van { $expected }; wat ontbreekt is leeg gelaten. Kijk of er een scheidingsteken mist.
snag-too-many-cells = De rij heeft { $cells } cellen in plaats van { $expected }; de cellen die over zijn, staan in kolommen met een letter. Zet tekst met een scheidingsteken erin tussen aanhalingstekens.
snag-quote-not-closed = Een aanhalingsteken is geopend maar niet gesloten; de rij is tot het einde van de regel gelezen.
snag-quote-inside-cell = Er staan losse aanhalingstekens in een cel; ze zijn als tekst gelezen.
snag-json-broken = Het bestand is geen geldige JSON: kijk bij regel { $line }, teken { $column }.
snag-json-cut-off = Het bestand houdt halverwege op. Haal het opnieuw op.
snag-json-too-deep = Bij regel { $line } zitten lijsten te diep in elkaar (meer dan 127 lagen). Dit bestand wordt niet gelezen.
snag-json-not-a-number = Het bestand bevat NaN, Infinity of een te groot getal; dat is als ontbrekend gelezen.
snag-json-unknown = Dit is JSON, maar geen GeoJSON en geen lijst van dingen met eigenschappen.
snag-json-name-twice = De naam { $name } staat hier twee keer; de laatste waarde is genomen.
snag-features-not-a-list = In het bestand is ‘features’ geen lijst.
snag-feature-not-an-object = Dit is geen ding met eigenschappen en is overgeslagen.
snag-geojson-type-odd = Als soort (‘type’) had hier { $expected } moeten staan; het is toch zo gelezen.
snag-properties-not-an-object = De eigenschappen (‘properties’) hebben niet de juiste vorm en zijn niet gelezen.
snag-id-not-usable = Het kenmerk (‘id’) is geen tekst en geen getal; het is niet gebruikt.
snag-box-odd = De begrenzing (‘bbox’) klopt niet; zij wordt niet gebruikt.
snag-member-not-read = Het onderdeel { $name } hoort hier niet en is niet gelezen.
snag-nested-flattened = Deze eigenschap is een lijst of bestaat uit delen; de delen zijn aparte kolommen of één tekst geworden.
snag-geometry-type-unknown = Een vorm van de soort ‘{ $name }’ bestaat niet; de plek is niet gelezen.
snag-geometry-empty = De vorm heeft geen coördinaten; er is geen plek op de kaart.
snag-coordinates-nested-wrong = De coördinaten zitten niet in elkaar zoals bij deze vorm hoort; de plek is niet gelezen.
snag-coordinate-not-a-number = Een coördinaat is geen getal; de plek is niet gelezen.
snag-coordinate-was-text = Coördinaten stonden tussen aanhalingstekens; ze zijn als getal gelezen.
snag-position-too-short = Een positie heeft minder dan twee getallen; de plek is niet gelezen.
snag-line-too-short = Een lijn heeft minder dan twee verschillende punten; de plek is niet gelezen.
snag-ring-too-short = De rand van een vlak heeft minder dan drie verschillende punten; de plek is niet gelezen.
snag-ring-closed = De rand van een vlak was niet gesloten; zij is gesloten.
snag-height-dropped = Hoogtes of andere getallen bij de coördinaten zijn weggelaten.
snag-part-left-out = Een deel van de vorm is geen lijn of vlak en is weggelaten; de rest is gelezen.
snag-mixed-collection = Punten, lijnen en vlakken door elkaar: alleen de vlakken, of anders de lijnen, zijn bewaard.
snag-shape-crosses-itself = De rand van het vlak kruist of raakt zichzelf. Het vlak is bewaard zoals het is; de oppervlakte kan niet kloppen.
snag-converted-from = De coördinaten zijn omgerekend uit { $system }.
snag-other-system-than-rest = Hier staan coördinaten in { $system }, anders dan in de rest van het bestand; ze zijn omgerekend.
snag-system-unknown = Het coördinatenstelsel { $name } wordt niet gelezen. Zet het bestand om naar WGS 84 (EPSG:4326) of RD New (EPSG:28992).
snag-system-contradicted = Volgens het bestand zijn de coördinaten in { $named }, maar de getallen zijn van { $taken }; de getallen zijn gevolgd.
snag-coordinates-swapped = Lengte en breedte stonden andersom; ze zijn omgewisseld.
snag-coordinates-maybe-swapped = Lengte en breedte lijken andersom te staan, maar dat is niet zeker. Wissel ze om in het bestand; er is nu geen plek op de kaart.
snag-coordinates-out-of-range = Deze coördinaten liggen buiten de aarde of buiten het stelsel; er is geen plek op de kaart.
snag-coordinates-zero = De coördinaten zijn 0, 0. Dat staat voor ‘onbekend’; er is geen plek op de kaart.
snag-coordinate-missing = Van de twee coördinaten ontbreekt er een; er is geen plek op de kaart.
snag-places-disagree = De twee plekken in deze rij liggen { $metres } meter uit elkaar. Lengte en breedte zijn genomen; kijk welke klopt.
snag-no-places = Er zijn geen plekken gevonden. Zet coördinaten in kolommen als lon en lat, of x en y.
snag-number-not-understood = Dit is niet als getal te lezen; het veld is leeg gelaten.
snag-number-ambiguous = Dit getal kan twee dingen zijn; het is gelezen als { $taken }.
snag-number-not-whole = Hier hoort een getal zonder cijfers achter de komma; het veld is leeg gelaten.
snag-number-out-of-bounds = Dit getal kan hier niet: het moet van { $least } tot en met { $most } zijn. Het veld is leeg gelaten.
snag-date-not-understood = Dit is niet als datum te lezen; schrijf bijvoorbeeld 2024-03-09. Het veld is leeg gelaten.
snag-date-ambiguous = Dag en maand kunnen andersom zijn; gelezen als { $taken }.
snag-date-completed = Er staat alleen een jaar of maand; gelezen als { $taken }.
snag-yes-no-not-understood = Hier hoort ja of nee; het veld is leeg gelaten.
snag-code-zero-restored = De code miste een nul aan het begin; die is teruggezet.
snag-code-rounded = Een rekenprogramma heeft deze code afgerond, dus de laatste cijfers zijn weg. Maak het bestand opnieuw met deze kolom als tekst.
snag-code-not-understood = Dit heeft niet de vorm van deze code; het veld is leeg gelaten.
snag-choice-not-known = Dit is geen van de keuzes ({ $choices }); het veld is leeg gelaten.
snag-term-not-known = Dit woord staat niet in de keuzelijst; het is bewaard als trefwoord. Een beheerder kan het aan de lijst toevoegen.
snag-tags-left-out = Trefwoorden die te lang of te veel zijn, zijn weggelaten.
snag-link-completed = Er is https:// voor het adres gezet.
snag-only-first-link = Er staan meer webadressen; het eerste is genomen.
snag-link-not-understood = Dit is geen webadres; het veld is leeg gelaten.
snag-text-cut = De tekst is langer dan { $most } tekens en is afgekapt.
snag-line-breaks-joined = De regels in deze cel zijn achter elkaar gezet.
snag-value-does-not-fit = Deze waarde past niet in het veld; het veld is leeg gelaten.
snag-required-missing = Zonder { $field } kan deze rij niet worden bewaard. Vul het aan of wijs de kolom aan.
snag-name-made = Er was geen naam; er is er een gemaakt van wat het is en waar.
snag-shape-too-detailed = De vorm heeft te veel hoekpunten (meer dan 200.000); er is geen plek op de kaart. Vereenvoudig de vorm.
snag-row-of-other-kind = Deze rij is van een andere soort ({ $kind }) en is overgeslagen. Lees het bestand nog eens in voor die soort.
snag-kind-not-told = Het is niet duidelijk wat dit is. Kies een soort, of zet er een kolom ‘kind’ bij.
snag-kind-unknown = Deze soort bestaat niet; de rij is niet gelezen. Kies een van deze: { $known }.
snag-kind-not-open = Rijen van de soort { $kind } kunnen niet op deze manier uit een bestand komen. Voor bewoners is er een eigen pagina, ‘Bewoners uit een bestand’, en op de opdrachtregel wijkweb import-people. Daar staat bij waar zij ja tegen zeiden.
snag-layer-not-told = Nergens staat of dit straat, water, groen, gebouw of grens is. Zet er een kolom ‘layer’ bij.
snag-id-twice = Rij { $row } heeft hetzelfde kenmerk en andere gegevens. Alleen rij { $row } is gelezen; geef deze rij een eigen kenmerk.
snag-row-twice = Deze rij is gelijk aan rij { $row } en is één keer gelezen.
snag-columns-not-kept = Deze kolommen zijn niet gelezen, want geen veld past erbij: { $columns }. Wijs een veld aan als u ze wilt bewaren.
snag-map-column-unknown = Er is geen kolom { $name }. De kolommen zijn: { $known }.
snag-map-field-unknown = Er is geen veld { $name }. De velden zijn: { $known }.
snag-map-not-understood = ‘{ $text }’ is niet begrepen. Schrijf kolom=veld, of kolom= om een kolom weg te laten.
## bewaren

store-disk-full = Dit is niet bewaard: op de schijf is geen ruimte meer voor { $path }. Maak ruimte. Daarna gaat bewaren vanzelf weer.
store-not-kept = Dit is niet bewaard: { $path } kan niet worden geschreven ({ $why }). Kijk naar de schijf en naar de rechten op de datamap. Daarna gaat bewaren vanzelf weer.
store-read-only = Dit is niet bewaard: eerder schrijven in { $path } mislukte en kan niet worden teruggedraaid ({ $why }). Kijk naar de schijf. Wat al bewaard was is veilig, en bewaren gaat weer zodra de schijf het doet.
store-unfit = Dit is niet bewaard, omdat het niet terug te lezen zou zijn: { $why }.
store-erased = Dit is niet bewaard: het gaat over iemand die gewist is. Over deze persoon wordt niets meer bewaard.
store-unreadable = { $path } kan niet worden gelezen ({ $why }). Kijk naar de schijf en naar de rechten op de datamap.
store-damaged-altered = { $path } is beschadigd in regel { $line }: de regel is veranderd nadat hij was geschreven. Er is nu niets gewijzigd. Zet dit bestand terug uit een reservekopie; ‘wijkweb check’ noemt elke beschadigde regel.
store-damaged-misplaced = { $path } is beschadigd in regel { $line }: daar hoort wijziging { $expected } te staan, maar er staat wijziging { $found }. Er is nu niets gewijzigd. Zet dit bestand terug uit een reservekopie; ‘wijkweb check’ noemt elke beschadigde regel.
store-picture-damaged = De foto { $path } is beschadigd: het bestand is veranderd nadat het was bewaard. Er is nu niets gewijzigd. Zet dit bestand terug uit een reservekopie, of voeg de foto opnieuw toe.
store-gap = In { $path } ontbreekt een bestand: nu hoort wijziging { $expected } te komen, maar het volgende bestand begint met wijziging { $found }. Er is nu niets gewijzigd. Zet het ontbrekende bestand terug uit een reservekopie.
store-not-understood = Wijziging { $seq } in { $path } is heel, maar deze wijkweb begrijpt haar niet: { $why }. Gebruik de nieuwere wijkweb die haar schreef. Er is niets gewijzigd.
store-row-not-understood = Een record in { $path } is heel, maar deze wijkweb begrijpt het niet: { $why }. Gebruik de nieuwere wijkweb die het schreef. Er is niets gewijzigd.
store-too-new = De datamap { $path } heeft indeling { $found }. Deze wijkweb kent indelingen tot en met { $known }. Gebruik de nieuwere wijkweb die haar schreef. Er is niets gewijzigd.
store-too-old = De datamap { $path } heeft indeling { $found }. Deze wijkweb (indeling { $known }) kan die niet bijwerken. Open haar één keer met een oudere wijkweb. Er is niets gewijzigd.
store-in-use = De datamap { $path } is in gebruik bij een andere wijkweb. Stop die eerst, of kies een andere map.
store-in-use-by = De datamap { $path } is in gebruik bij een andere wijkweb (proces { $process }). Stop die eerst, of kies een andere map.
store-not-ours = { $path } is geen datamap van wijkweb: er is geen wijkweb.json, maar wel ‘{ $name }’. Kies een lege of een nieuwe map. Zijn dit uw gegevens, zet dan wijkweb.json terug uit een reservekopie.
store-senseless-format = { $path } is niet meer te begrijpen. Zet het terug uit een reservekopie.
store-no-such-neighbourhood = In deze datamap is geen wijk ‘{ $slug }’.
store-already-there = In deze datamap is al een wijk ‘{ $slug }’.
store-already-loaded = In de wijk ‘{ $slug }’ wordt al geschreven.
store-system = Het besturingssysteem weigert: { $why }
store-torn-tail = Het laatste schrijven in ‘{ $slug }’ is afgebroken. De { $bytes } bytes daarvan horen niet bij de wijk; ze zijn bewaard in { $path }.
store-rows-set-aside = De map met de huidige records was niet te gebruiken ({ $why }). Ze is bewaard als { $path } en wordt opnieuw gemaakt uit het journaal. Er is niets verloren.
store-rows-off = De map met de huidige records is niet te gebruiken en niet opnieuw te maken ({ $why }). Alles wordt uit het journaal gelezen; daardoor duurt starten langer. Er is niets verloren.
store-changes-lost = ER ZIJN WIJZIGINGEN VERLOREN in ‘{ $slug }’: het journaal eindigt bij wijziging { $journal }, maar wijziging { $rows } was bewaard. Er is een bestand weggehaald, of de schijf gaat stuk. Zet het journaal terug uit een reservekopie, als u die hebt.
store-changes-lost-aside = ER ZIJN WIJZIGINGEN VERLOREN in ‘{ $slug }’: het journaal eindigt bij wijziging { $journal }, maar wijziging { $rows } was bewaard. Er is een bestand weggehaald, of de schijf gaat stuk. Zet het journaal terug uit een reservekopie, als u die hebt. De records zoals ze waren staan in { $path }.
store-people-locked = In “{ $slug }” zijn { $rows } records en verbindingen van personen niet te openen: hun sleutels staan niet in de map “keys”, of passen niet. Al het andere is er. Zet het bestand met sleutels terug uit een reservekopie van de laatste 30 dagen.
store-migrated = De datamap is van indeling { $from } naar indeling { $to } gebracht.
store-problem-torn-tail = Het laatste schrijven is afgebroken, of is nu nog bezig. Is het afgebroken, dan worden de { $bytes } bytes daarvan bij de volgende start apart gezet. Er is niets verloren.
store-problem-rows = De huidige records zijn niet te gebruiken ({ $why }). Ze worden bij de volgende start opnieuw gemaakt. Er is niets verloren.
store-problem-rows-differ = { $rows } huidige records zijn anders dan het journaal zegt. Stop wijkweb, haal de map ‘sled’ weg en start opnieuw; ze worden dan opnieuw gemaakt uit het journaal.
store-problem-picture-missing = Een foto verwijst naar het beeld { $name }, maar dat bestand is er niet. Zet het terug uit een reservekopie, of voeg de foto opnieuw toe.
store-problem-pictures-unused = Er zijn { $pictures } fotobestanden ({ $bytes } bytes) waar geen foto naar verwijst, nu en eerder niet. Ze komen van formulieren die niet zijn afgemaakt. Er is niets verloren.
store-problem-row-not-understood = Een record wordt niet begrepen: { $why }. Gebruik de nieuwere wijkweb die het schreef.
store-problem-people-locked = { $rows } records en verbindingen van personen zijn niet te openen: hun sleutels ontbreken, of passen niet. Zet het bestand met sleutels terug uit een reservekopie van de laatste 30 dagen.
store-problem-unclean = Er is iemand gewist. De sleutel is weg, dus te lezen is het niet meer; de resten worden nu uit de bestanden gehaald.
form-not-known = weet ik niet
form-seen-by = Te zien voor: { $visibility }.
form-unreadable = Dit adres verwacht een ingevuld formulier van deze site.
form-choose = Wat wilt u toevoegen?
    .what = Kies wat het is. Daarna vragen we wat u ervan weet.
form-choose-others = Waar dingen zijn, en woorden om te kiezen
form-choose-import = Heeft u een lijst in een bestand?
form-no-such-kind = “{ $kind }” kan hier niet worden toegevoegd. Kies een van deze soorten.
form-title = Nieuw: { $kind }
form-title-faults = Nog niet goed: { $title }
form-about-it = Over deze gegevens
form-origin = Hoe weet u dit?
form-keep = Bewaren
form-cancel = Niet bewaren
form-spot = Vul de breedte en de lengte in, of plak ze samen in één vak: 52.09, 5.11. Rijksdriehoek-coördinaten mogen ook.
form-latitude = Breedte (noord)
    .help = In Nederland tussen 50 en 54.
form-longitude = Lengte (oost)
    .help = In Nederland tussen 3 en 8.
form-spot-half = Vul zowel de breedte als de lengte in, of geen van beide.
form-spot-not-numbers = Breedte en lengte zijn getallen, zoals 52.09 en 5.11.
form-spot-off-the-globe = Deze plek bestaat niet op aarde. Breedte ligt tussen -90 en 90, lengte tussen -180 en 180.
form-spot-nought = Breedte 0 en lengte 0 liggen in zee bij Afrika. Laat de vakken leeg als u de plek niet weet.
form-wrong-missing = Vul dit in.
form-wrong-too-long = Dit is te lang. Er passen { $most } letters in.
form-wrong-number = Vul een getal in, bijvoorbeeld 12 of 12,50.
form-wrong-not-whole = Vul een heel getal in, zonder komma.
form-wrong-bounds = Vul een getal in van { $least } tot en met { $most }.
form-wrong-day = Vul een dag in, bijvoorbeeld 31-12-2024.
form-wrong-yes-no = Kies ja, nee of weet ik niet.
form-wrong-choice = Kies een van de antwoorden die er staan.
form-wrong-unknown-term = “{ $code }” staat niet in de keuzelijst. Kies een ander woord.
form-wrong-link = Dit is geen webadres. Een webadres begint met https:// en heeft een punt in de naam.
form-wrong-cbs = Dit is geen CBS-code. Zo’n code is GM met 4, WK met 6 of BU met 8 tekens.
form-wrong-bag = Dit is geen BAG-nummer. Zo’n nummer heeft zestien cijfers.
form-wrong-postcode = Dit is geen postcode. Een postcode is bijvoorbeeld 1011AB.
form-wrong-kvk = Dit is geen KvK-nummer. Zo’n nummer heeft acht cijfers.
form-wrong-words = Dit zijn te veel woorden, of er is een woord te lang. Gebruik korte woorden, gescheiden door komma’s.
form-wrong-ends = Het eind ligt vóór het begin. Draai de dagen om of pas er één aan.
form-wrong-form = Dit past hier niet. Vul iets anders in of maak het leeg.
form-sent-before = Dit formulier is al eens verstuurd, met iets anders erin. Dat is bewaard. Verstuur dit nog eens als het iets nieuws is.

## tie form

tie-form-title = Een verbinding van { $name }
tie-form-choose = Kies de zin die klopt. Daarna kiest u met wie of wat.
tie-form-none = Voor deze soort zijn er geen verbindingen om toe te voegen.
tie-form-find = Zoek op naam of woord
tie-form-search = Zoek
tie-form-found = Kies met wie of wat
tie-form-nothing = Hiervoor is niets gevonden. Probeer een ander woord.
tie-form-more = Er zijn er { $n }. Zoek op een woord om de lijst korter te maken.
tie-form-not-here = Staat het er nog niet bij?
tie-form-other = Kies een ander
tie-form-no-such-tie = Deze soort verbinding is er niet. Kies een van deze zinnen.

## question: likely duplicates

question-title = Misschien dubbel
question-what = Deze lijken op elkaar en liggen dicht bij elkaar. U beslist of het hetzelfde is. Niets verdwijnt vanzelf.
question-none = Er zijn geen vragen
    .text = Er staat niets in dat op iets anders lijkt.
question-heading = { $one } en { $other }
question-distance = Ze liggen { $metres } meter uit elkaar.
question-table = Vergelijking
question-first = Eerst
question-later = Later
question-differs = anders
question-different = Twee verschillende dingen
question-same = Hetzelfde
question-unclear = Kies of het twee verschillende dingen zijn, of hetzelfde.
question-settled = Deze vraag was al beslist.
list-questions = Sommige dingen staan er misschien twee keer in.

## settings of a neighbourhood

form-spot-picker = Wijs op de kaart aan waar het is. Met de pijltjes schuift u de kaart, met Enter kiest u het midden.
settings-title = Over deze wijk: instellen
settings-keep = Bewaar
settings-kept = Bewaard
settings-site-unclear = ‘{ $line }’ is geen site. Schrijf per regel https:// en dan alleen de naam van de site, zoals www.buurtkrant.example, zonder pagina erachter en zonder sterretjes. Letters met accenten schrijft u zoals de browser ze toont (xn--…).
settings-sites-too-many = Er kunnen hoogstens 20 sites zijn.
settings-tiles-unclear = Dit moet een adres zijn dat met https:// begint en waarin {"{z}"}, {"{x}"} en {"{y}"} staan. Laat het leeg voor een kaart zonder beelden van buiten.
about-settings = Instellingen van de wijk

## vocabularies: the words of the lists of choices
vocabularies-title = Woordenlijsten
vocabularies-lead = De woorden waaruit u kiest als u iets toevoegt of zoekt. Iedereen mag ze lezen; een beheerder past ze aan.
vocabularies-count = { $n ->
    [0] Nog geen woorden
    [one] 1 woord, { $used } in gebruik
   *[other] { $n } woorden, { $used } in gebruik
}
form-choose-words = Een woord toevoegen aan een keuzelijst?
vocabulary-skill = Vaardigheden
    .what = Wat mensen kunnen, weten of anderen leren.
vocabulary-theme = Thema’s
    .what = Waar mensen om geven.
vocabulary-skill_group = Groepen van vaardigheden
    .what = Onder welk kopje een vaardigheid staat.
vocabulary-association_kind = Soorten verenigingen
    .what = Waar een vereniging of groep over gaat.
vocabulary-organisation_form = Vormen van organisaties
    .what = Stichting, vereniging, bedrijf of los verband.
vocabulary-place_function = Functies van plekken
    .what = Waar een plek voor dient.
vocabulary-search = Zoek een woord
    .do = Zoek
vocabulary-letters = Op beginletter
    .all = Alle letters
vocabulary-found = { $n ->
    [0] Geen woorden
    [one] 1 woord
   *[other] { $n } woorden
}
vocabulary-nothing = Geen woord gevonden
    .text = Zoek met een ander woord, of kijk bij alle letters.
vocabulary-no-group = Zonder groep
vocabulary-export = Neem mee als CSV
vocabulary-import = Haal woorden binnen
    .lead = U ziet eerst wat er verandert. Pas daarna wordt het bewaard, alles in één keer.
    .help = Een CSV-bestand met de kolommen code, label_nl en label_en, en als u wilt synonyms_nl, synonyms_en, broader en group. Het bestand van “Neem mee als CSV” past altijd.
vocabulary-import-title = Woorden binnenhalen: { $vocabulary }
vocabulary-import-fresh = { $n ->
    [one] 1 nieuw woord
   *[other] { $n } nieuwe woorden
}
vocabulary-import-changed = { $n ->
    [one] 1 woord verandert
   *[other] { $n } woorden veranderen
}
vocabulary-import-unchanged = { $n ->
    [one] 1 woord blijft zoals het is
   *[other] { $n } woorden blijven zoals ze zijn
}
vocabulary-import-refused = { $n ->
    [one] 1 rij wordt overgeslagen
   *[other] { $n } rijen worden overgeslagen
}
vocabulary-import-nothing = Er is niets nieuws en niets verandert
vocabulary-import-do = { $n ->
    [one] Bewaar 1 woord
   *[other] Bewaar { $n } woorden
}
vocabulary-import-moved = De woordenlijst is veranderd nadat u keek. Hieronder staat wat er nu zou veranderen. Kijk het na en bewaar opnieuw.
vocabulary-import-done = Bewaard: { $fresh } nieuw, { $changed } veranderd
vocabulary-import-to = Naar de woordenlijst
vocabulary-import-changes = Wat verandert
vocabulary-import-news = Nieuwe woorden
vocabulary-import-row = Rij
vocabulary-import-word = Woord
vocabulary-import-field = Veld
vocabulary-import-old = Nu
vocabulary-import-new = Wordt
word-add = Voeg een woord toe
    .what = Geef het woord in beide talen. De code maken wij van het Engelse woord; die verandert nooit meer.
word-keep = Bewaar
word-edit = Pas aan
word-edit-title = Pas “{ $word }” aan
    .code = De code blijft altijd:
word-merge = Voeg samen met een ander woord
word-merge-title = Voeg “{ $word }” samen met een ander woord
    .what = Alles wat dit woord gebruikt, gebruikt daarna het andere woord. De namen van dit woord worden synoniemen van het andere. De code blijft bekend.
word-merge-into = Het woord dat blijft
    .help = Kies een woord uit deze woordenlijst.
    .none = Kies een woord
word-merge-look = Kijk wat er verandert
word-merge-preview = “{ $word }” wordt “{ $into }”
word-merge-records = { $n ->
    [0] Niets gebruikt dit woord
    [one] 1 ding of plek gebruikt daarna “{ $into }”
   *[other] { $n } dingen, plekken of andere woorden gebruiken daarna “{ $into }”
}
word-merge-ties = { $n ->
    [0] Geen verband gaat over
    [one] 1 verband gaat over naar “{ $into }”
   *[other] { $n } verbanden gaan over naar “{ $into }”
}
word-merge-words = { $n ->
    [0] Er vallen geen woorden onder
    [one] 1 woord valt daarna onder “{ $into }”
   *[other] { $n } woorden vallen daarna onder “{ $into }”
}
word-merge-code = De code { $code } betekent daarna “{ $into }”
word-merge-do = Voeg samen
word-merge-gone = Dat woord staat niet in deze woordenlijst. Kies een woord uit de lijst. Er is niets veranderd.
word-merge-itself = Een woord kan niet met zichzelf worden samengevoegd. Kies een ander woord. Er is niets veranderd.
word-merge-elsewhere = Dat woord staat in een andere woordenlijst. Alleen woorden uit dezelfde lijst kunnen worden samengevoegd. Er is niets veranderd.
word-merge-already = Een van deze woorden is al samengevoegd met een ander woord. Kies een woord dat nog los staat. Er is niets veranderd.
word-merge-falls-under = Dat kan niet, want dan zou een woord onder zichzelf vallen: { $chain }. Zet eerst het ene woord los van het andere. Er is niets veranderd.
word-merge-changed = Een van de woorden is veranderd nadat u keek. Kijk opnieuw wat er verandert. Er is niets samengevoegd.
word-merged = Samengevoegd met een ander woord
    .into = Dit woord is nu:
word-retire = Bied niet meer aan
word-revive = Bied weer aan
word-remove = Neem weg
word-retired = Niet meer aangeboden
    .what = U kunt dit woord niet meer kiezen. Waar het al staat, blijft het staan; zoeken en binnenhalen begrijpen het nog.
word-stays = Dit woord is in gebruik en kan daarom niet weg. U kunt het wel niet meer aanbieden, of samenvoegen met een ander woord.
word-acts = Dit woord beheren
word-act-unclear = Het is niet duidelijk wat er met het woord moet gebeuren. Ga terug en kies een knop.
word-not-done = Dit is niet gedaan
word-back = Terug naar het woord
word-uses = { $n ->
    [0] Niet in gebruik
    [one] In gebruik: 1 keer
   *[other] In gebruik: { $n } keer
}
word-unused = Niet in gebruik
word-under = Valt onder { $word }
word-narrower = Hieronder vallen
word-overtaken = Iemand anders paste dit woord aan
    .what = Hieronder staat wat nu bewaard is naast wat u typte. Uw tekst staat nog in het formulier: pas die aan en bewaar opnieuw.
    .kept = Nu bewaard
    .typed = Door u getypt
word-wrong-broader = Dit woord staat niet in de woordenlijst. Kies een woord dat er staat, of laat het leeg.
word-wrong-label-taken = Zo heet al een ander woord: “{ $word }”. Kies een andere naam, of voeg de woorden samen.
word-done-added = Het woord is toegevoegd
word-done-changed = De wijziging is bewaard
word-done-retired = Het woord wordt niet meer aangeboden
word-done-revived = Het woord wordt weer aangeboden
word-done-merged = De woorden zijn samengevoegd
word-done-removed = Het woord is weggenomen
snag-word-columns-missing = Er is geen kolom met een code of met een naam. Zet boven de kolommen bijvoorbeeld code, label_nl en label_en.
snag-word-label-missing = Een woord heeft een naam nodig in het Nederlands en in het Engels. Vul deze naam in.
snag-word-code-twice = Rij { $row } heeft deze code al. Geef deze rij een eigen code, of laat één van de twee weg.
snag-word-label-taken = Zo heet al een ander woord, met de code { $code }. Geef deze rij die code, of kies een andere naam.
snag-word-broader-unknown = Dit woord staat niet in de woordenlijst en niet in dit bestand. Schrijf de code zoals die in de lijst staat, of laat de cel leeg.
snag-word-under-itself = Zo zou een woord onder zichzelf vallen: { $chain }. Verander één van deze rijen.
snag-word-reference-unknown = Dit staat niet in de woordenlijst waar het uit moet komen. Voeg het daar eerst toe, of laat de cel leeg.
snag-word-merged = Dit woord is samengevoegd met “{ $into }” en blijft zo. De rij is niet gelezen.
snag-word-not-merged-by-file = Woorden samenvoegen gaat niet met een bestand. Doe het op de pagina van het woord en maak deze cel leeg.
snag-word-of-other-vocabulary = Deze rij hoort bij de woordenlijst “{ $vocabulary }”. Haal haar daar binnen.
rule-under-itself = Zo zou een woord onder zichzelf vallen: { $chain }. Kies een ander woord.
rule-in-use = { $n ->
    [one] Dit woord is 1 keer in gebruik en kan daarom niet weg. Bied het niet meer aan, of voeg het samen met een ander woord.
   *[other] Dit woord is { $n } keer in gebruik en kan daarom niet weg. Bied het niet meer aan, of voeg het samen met een ander woord.
}
rule-code-taken = Er is al een woord met deze code in de woordenlijst. Probeer het opnieuw, of gebruik het woord dat er is.
rule-code-stays = De code van een woord en zijn woordenlijst veranderen nooit. Voeg een nieuw woord toe, of voeg het samen met een ander.
## change: editing, ending and taking away what is there

acts-title = Wat u kunt doen
acts-edit = Wijzig
acts-end = Dit is er niet meer
acts-remove = Haal weg
acts-tie-edit = wijzig
acts-tie-end = stopt
acts-tie-remove = haal weg

done-changed = De wijziging is bewaard.
done-changed-swapped = De wijziging is bewaard. Lengte en breedte stonden verwisseld; dat is rechtgezet.
done-unchanged = Er was niets veranderd. Alles is zoals het was.
done-already = Dit was al bewaard. Er is niets dubbel.
done-ended = Bewaard. Het blijft in de geschiedenis en in lijsten staat erbij dat het gestopt is.
done-removed = Het is weggehaald, met zijn verbindingen.
done-gone-already = Dit was al weggehaald.
done-tie-changed = De verbinding is gewijzigd.
done-tie-ended = Bewaard: deze verbinding stopt.
done-tie-removed = De verbinding is weggehaald.
done-apart = Ze zijn weer twee.

change-title = Wijzig: { $name }
change-crumb = Wijzigen
form-where = De plek op de kaart
form-where-keep = Laat de lijn of het vlak zoals het is
form-where-point = Vervang het door het punt hieronder
form-where-nowhere = Haal het van de kaart

conflict-title = Twee mensen wijzigden { $name }
conflict-what = Iemand anders was u net voor. Wat u typte is nog niet bewaard, en er is niets weg.
conflict-todo = { $n ->
    [0] U wijzigde iets anders dan de ander. Bekijk hieronder wat er samenkomt en bewaar het.
    [one] Eén ding hebt u allebei gewijzigd. Kies wat blijft. De rest is vanzelf samengevoegd.
   *[other] { $n } dingen hebt u allebei gewijzigd. Kies per vak wat blijft. De rest is vanzelf samengevoegd.
}
conflict-was = Wat er stond toen u begon
conflict-theirs = Wat er nu staat
conflict-mine = Wat u typte
conflict-own = Allebei, zo:
    .label = Uw eigen tekst
conflict-choose = Kies wat blijft.
conflict-empty = leeg
conflict-joined = Dit is vanzelf samengevoegd
conflict-joined-mine = Van u
conflict-joined-theirs = Van de ander
conflict-keep = Bewaar dit zo
conflict-leave = Laat staan wat er nu staat

gone-title = Dit staat er niet meer
gone-record = Iemand anders heeft dit weggehaald terwijl u het wijzigde. Wat u typte kunt u opnieuw toevoegen.
gone-tie = Iemand anders heeft deze verbinding weggehaald terwijl u haar wijzigde. U kunt haar opnieuw maken.
gone-joined = Dit is intussen samengevoegd met:
gone-typed = Wat u typte
gone-add = Voeg dit opnieuw toe

end-title = Niet meer: { $name }
end-crumb = Niet meer
end-what = Vul de laatste dag in dat het er was. Het blijft in de geschiedenis, en in lijsten staat erbij dat het gestopt is.
end-what-tie = Vul de laatste dag in dat deze verbinding er was. Ze blijft in de geschiedenis.
end-with = Wat hierbij hoort
end-ties = { $n ->
    [one] Laat ook de ene verbinding die nog loopt die dag stoppen
   *[other] Laat ook de { $n } verbindingen die nog lopen die dag stoppen
}
end-which = Welke zijn dat?
end-keep = Bewaar de laatste dag
end-overtaken = Iemand anders wijzigde dit net. Kijk of het zo nog klopt en bewaar het nog eens.

remove-title = Weghalen: { $name }
remove-crumb = Weghalen
remove-what = Haal iets alleen weg als het per ongeluk is ingevoerd.
remove-end-instead = Is het gestopt? Vul dan de laatste dag in.
remove-alone = Er hangt niets aan vast.
remove-along = { $n ->
    [one] Dit gaat mee weg:
   *[other] Deze { $n } gaan mee weg:
}
remove-joined = { $name } (is hiermee samengevoegd)
remove-do = Haal weg
remove-not = Laat het staan
remove-overtaken = Er is net iets aan veranderd. Kijk nog eens wat er mee weggaat.
## photos: of records

photo-title = Foto’s
photo-page = Foto’s van { $name }
photo-add = Voeg foto’s toe
photo-manage = Foto’s toevoegen of wijzigen
photo-of = Foto van { $name }
photo-by = Foto: { $maker }
photo-taken = { $day }
photo-choose = Kies foto’s
    .help = JPEG, PNG, WebP of GIF. U kunt er meer tegelijk kiezen. We draaien ze recht, maken ze kleiner, en halen eruit waar en waarmee ze zijn genomen.
photo-take = Of neem nu een foto
photo-people = Staan er mensen op?
    .text = Vraag het hun eerst. Wie herkenbaar op de foto staat, moet het goed vinden dat iedereen die hier ziet. Bij kinderen beslissen de ouders.
photo-for-all = Kiest u meer foto’s, dan geldt dit voor allemaal. Per foto veranderen kan daarna.
photo-keep = Bewaar de foto’s
photo-keep-changes = Bewaar
photo-waiting = { $n ->
    [one] Eén foto is goed binnengekomen en wacht tot het formulier klopt.
   *[other] { $n } foto’s zijn goed binnengekomen en wachten tot het formulier klopt.
}
photo-sizes = { $n ->
    [one] in één maat
   *[other] in { $n } maten
}
photo-none = Kies eerst een foto.
photo-empty = dit bestand is leeg. Kies de foto opnieuw.
photo-drawing = dit is een tekening (SVG) en geen foto. Bewaar haar als PNG of JPEG en kies die.
photo-heic = deze foto is in HEIC, zoals een iPhone ze bewaart, en dat kunnen we hier niet lezen. Stuur haar als JPEG: kies op de iPhone bij Instellingen, Camera, Structuren ‘Meest compatibel’, of deel de foto eerst als JPEG.
photo-avif = deze foto is in AVIF, en dat kunnen we hier niet lezen. Bewaar haar als JPEG en kies die.
photo-unknown = dit is geen foto die we kunnen lezen. Kies een JPEG, PNG, WebP of GIF.
photo-too-many-pixels = deze foto is te groot om te verwerken: meer dan 64 miljoen beeldpunten. Maak haar eerst kleiner.
photo-too-heavy = dit bestand is te groot: het mag hoogstens { $most } MB zijn. Maak de foto eerst kleiner.
photo-too-many = er kunnen hoogstens 20 foto’s tegelijk. Voeg deze daarna toe.
photo-damaged = deze foto is beschadigd of maar half binnengekomen. Kies haar opnieuw, of open haar eerst zelf om te zien of ze heel is.
photo-change = Wijzig ‘{ $name }’
photo-is-first = staat vooraan
photo-without-words = Nog zonder tekst voor wie de foto niet ziet.
photo-first = Zet vooraan
    .text = Deze foto komt dan groot en als eerste op de pagina.
    .do = Zet deze foto vooraan
photo-away = Haal weg
    .text = De foto gaat van de pagina. Het beeld blijft bewaard, zodat u haar kunt terughalen.
    .do = Haal deze foto weg
photo-erase = Wis voorgoed
    .text = Het beeld wordt meteen van deze server gewist, ook als het bij iets anders staat. Terughalen kan daarna niet. In reservekopieën van eerder staat het nog tot die verlopen. Wie de foto al bekeek of bewaarde, heeft haar nog.
photo-erase-sure = Ja, wis dit beeld voorgoed
photo-erase-unsure = Zet eerst een vinkje bij ‘Ja, wis dit beeld voorgoed’. Er is nu niets gewist.
photo-done-kept = Het is bewaard.
photo-done-first = Deze foto staat nu vooraan.
photo-done-away = De foto is weggehaald.
photo-done-erased = De foto is voorgoed gewist: het beeld staat niet meer op deze server.
photo-still-kept = Het beeld is nog bewaard, zodat u de foto kunt terughalen. Moet het echt weg, bijvoorbeeld omdat iemand dat vraagt? Wis het dan voorgoed.
## undo: taking back a change

undo-do = Maak ongedaan
undo-redo = Toch weer doen
undo-done = Ongedaan gemaakt
    .what = Het is weer zoals het was.
    .but = Het is weer zoals het was. Alleen dit kon niet terugkomen:
undo-taken-away = Weggehaald
undo-earlier = Weer zoals eerst
undo-put-back = Teruggezet
undo-nameless = iets zonder naam
undo-already = Dit was al ongedaan gemaakt
    .what = Het is al zoals het was. Er is nu niets veranderd.
undo-hindered = Dit kan niet meer ongedaan gemaakt worden
    .what = Er is intussen verder gewerkt. Er is nu niets veranderd. Pas het zelf aan waar dat nodig is:
undo-changed-since = dit is daarna veranderd
undo-gone-since = dit is daarna weggehaald
undo-back-since = dit is daarna al teruggezet
undo-tied-since = hier is daarna iets anders mee verbonden
undo-in-use = dit woord wordt intussen gebruikt
undo-erased = de foto is voorgoed gewist en komt niet terug
undo-needed = een wijk kan hier niet zonder

## merge: two records that are the same

acts-merge = Dit is hetzelfde als …
merge-joined = Samengevoegd
merge-apart = Haal weer uit elkaar
merge-title = { $name } is hetzelfde als …
merge-crumb = Hetzelfde als
merge-what = Zoek de andere. Daarna ziet u ze naast elkaar en kiest u wat blijft.
merge-found = Kies de andere
merge-heading = { $one } en { $other } zijn hetzelfde
merge-stays = { $one } blijft staan. { $other } gaat erin op: het adres van { $other } leidt dan hierheen.
merge-turn = Laat liever { $other } staan
merge-alike = Ze zeggen precies hetzelfde.
merge-moved = { $n ->
    [one] Deze verbinding komt mee:
   *[other] Deze { $n } verbindingen komen mee:
}
merge-resting = { $n ->
    [one] Deze verbinding kan niet mee. Ze wordt bewaard tot u ze weer uit elkaar haalt:
   *[other] Deze { $n } verbindingen kunnen niet mee. Ze worden bewaard tot u ze weer uit elkaar haalt:
}
merge-only-there = Dit past niet bij deze soort: { $fields }. Het wordt bewaard tot u ze weer uit elkaar haalt.
merge-back = U kunt ze later weer uit elkaar halen.
merge-do = Voeg samen
merge-not = Niet samenvoegen
merge-overtaken = Er is net iets aan een van beide veranderd. Kijk nog eens en ga dan verder.

apart-title = { $one } en { $other } zijn toch twee
apart-what = { $other } komt terug zoals het was. Wat u sinds het samenvoegen aan { $one } veranderde, blijft bij { $one }.
apart-before = Zoals het vóór het samenvoegen was
apart-taken = Overgenomen van { $name }
apart-back = { $n ->
    [one] Deze verbinding gaat terug:
   *[other] Deze { $n } verbindingen gaan terug:
}
apart-since = Verbindingen van na het samenvoegen
    .help = Kruis aan wat meegaat. De rest blijft hier.
apart-staying = { $n ->
    [one] Deze verbinding kan niet meer mee en blijft hier:
   *[other] Deze { $n } verbindingen kunnen niet meer mee en blijven hier:
}
apart-lost = { $n ->
    [one] Deze verbinding kan niet meer terug en vervalt:
   *[other] Deze { $n } verbindingen kunnen niet meer terug en vervallen:
}
apart-broken = Zo kan het niet: een van de verbindingen past niet meer. Laat verbindingen van na het samenvoegen hier en probeer het nog eens.
apart-do = Haal uit elkaar
apart-not = Laat ze samen
# Archief van een wijk, back-up en terugzetten

archive-empty = Dit bestand is leeg. Neem een ander archief, of maak het opnieuw met “wijkweb archive”. Er is niets teruggezet.
archive-packed = Dit bestand is ingepakt (zip, gzip of iets dergelijks). Pak het eerst uit en zet dan het bestand terug dat erin zit. Er is niets teruggezet.
archive-locked = Dit bestand is versleuteld. Ontsleutel het eerst met de sleutel waarmee het op slot is gedaan, en zet dan terug wat eruit komt. Er is niets teruggezet.
archive-is-journal = Dit is een bestand uit het logboek van een gegevensmap, geen archief. Maak een archief met “wijkweb archive”. Er is niets teruggezet.
archive-is-geojson = Dit is een GeoJSON-bestand, geen archief. Breng het binnen met “wijkweb import”. Een export heeft geen geschiedenis; een archief maak je met “wijkweb archive”.
archive-is-text = Dit is een tekst of tabel, maar geen archief van wijkweb. Een tabel breng je binnen met “wijkweb import”. Er is niets teruggezet.
archive-is-bytes = Dit is geen archief van wijkweb. Misschien is het ingepakt of versleuteld: maak het dan eerst open. Er is niets teruggezet.
archive-newer = Dit archief heeft formaat { $found }. Deze wijkweb kent formaten tot en met { $known }. Gebruik de nieuwere wijkweb die het maakte. Er is niets teruggezet.
archive-altered = Het archief is beschadigd op regel { $line }: die regel is veranderd nadat hij geschreven was. Neem een ander exemplaar van dit archief, of een andere back-up. Er is niets teruggezet.
archive-line-ends = De regeleinden van dit archief zijn veranderd (regel { $line }). Dat doen sommige programma’s bij kopiëren of bewaren. Kopieer het opnieuw, zonder omzetten van tekst. Er is niets teruggezet.
archive-out-of-order = Het archief is beschadigd op regel { $line }: daar hoort wijziging { $expected } te staan, maar er staat wijziging { $found }. Neem een ander exemplaar van dit archief, of een andere back-up. Er is niets teruggezet.
archive-picture = Het archief is beschadigd op regel { $line }: een foto is niet heel. Neem een ander exemplaar van dit archief, of een andere back-up. Er is niets teruggezet.
archive-not-whole = Het archief klopt niet met zijn laatste regel ({ $line }): er zijn regels weg of bij gekomen. Neem een ander exemplaar van dit archief, of een andere back-up. Er is niets teruggezet.
archive-after-the-end = Na het einde van het archief staat nog iets, op regel { $line }. Neem een ander exemplaar van dit archief, of een andere back-up. Er is niets teruggezet.
archive-cut-off = Het archief is afgebroken: na regel { $line } houdt het op, en het einde ontbreekt. Kopieer het opnieuw, of neem een andere back-up. Er is niets teruggezet.
archive-not-understood = Regel { $line } van het archief is heel, maar deze wijkweb begrijpt hem niet: { $why }. Gebruik de nieuwere wijkweb die het maakte. Er is niets teruggezet.
archive-person = Regel { $line } van het archief gaat over een persoon, en is niet verzegeld. Maak het archief opnieuw met “wijkweb archive”. Er is niets teruggezet.
archive-unreadable = Het archief is niet te lezen ({ $why }). Kijk naar de schijf en de rechten. Er is niets teruggezet.
archive-no-space = Het archief is niet geschreven: er is geen ruimte op de schijf. Maak ruimte en probeer het opnieuw. Wat er al stond, is niet veranderd.
archive-not-written = Het archief is niet geschreven ({ $why }). Kijk naar de plek en de rechten. Wat er al stond, is niet veranderd.
cli-archived = { $file }: archief van { $name } met { $commits ->
    [one] 1 wijziging
   *[other] { $commits } wijzigingen
  } en { $pictures ->
    [one] 1 foto
   *[other] { $pictures } foto’s
  }. Nagelezen en heel (SHA-256 { $sha256 }).
cli-archived-out = Archief van { $name } met { $commits ->
    [one] 1 wijziging
   *[other] { $commits } wijzigingen
  } en { $pictures ->
    [one] 1 foto
   *[other] { $pictures } foto’s
  } (SHA-256 { $sha256 }).
cli-restored = { $slug }: { $name } is teruggezet, met { $commits ->
    [one] 1 wijziging
   *[other] { $commits } wijzigingen
  } en { $pictures ->
    [one] 1 foto
   *[other] { $pictures } foto’s
  }.
cli-restore-taken = Er is al een wijk met de korte naam { $slug }. Kies een andere met --as, of een andere gegevensmap met --data. Er is niets teruggezet.
cli-restorable = { $slug }: { $name } is heel en kan teruggezet worden, met { $commits ->
    [one] 1 wijziging
   *[other] { $commits } wijzigingen
  } en { $pictures ->
    [one] 1 foto
   *[other] { $pictures } foto’s
  }. Er is niets teruggezet (--dry-run).

## embed: in a frame on another site

embed-title = Op een andere site
embed-off = Andere sites kunnen de kaart en de lijst in hun pagina zetten. Dat staat uit. Noem hierboven de sites die het mogen, en bewaar; dan staat hier wat zij moeten overnemen.
embed-on = De sites die hierboven staan, kunnen dit in hun pagina zetten. Ze tonen alleen wat iedereen mag zien, ook als u er zelf kijkt.
embed-narrower = Wilt u maar een deel laten zien? Kies dat in de lijst, en neem uit het adres daar over wat na het vraagteken staat, met een & ervoor.
embed-more = Alles van { $name }
embed-map = De kaart ({ $language })
    .title = Kaart van { $name }
embed-list = De lijst ({ $language })
    .title = Wat er is in { $name }
backup-unreadable = { $path } is niet te lezen ({ $why }). Kijk naar de naam, de schijf en de rechten. Er is niets veranderd.
backup-none = De map { $path } is geen back-up: er staat geen backup.json in. Kies een map die “wijkweb backup” maakte; de naam begint met wijkweb-. Er is niets veranderd.
backup-is-data-folder = De map { $path } is zelf een gegevensmap, geen back-up. Start er wijkweb mee: wijkweb serve --data { $path }
backup-altered = { $path } is veranderd nadat het geschreven was. Neem een andere back-up; een archief erin kan nog heel zijn en is apart terug te zetten. Er is niets veranderd.
backup-newer = De back-up { $path } heeft formaat { $found }. Deze wijkweb kent formaten tot en met { $known }. Gebruik de nieuwere wijkweb die hem maakte. Er is niets veranderd.
backup-archive = { $path }: { $why }
backup-exchanged = { $path } is niet het bestand waar backup.json over vertelt. Neem een andere back-up. Er is niets veranderd.
backup-no-such = In deze back-up zit geen wijk { $slug }. Er zijn: { $known }.
backup-which-one = In deze back-up zitten meer wijken: { $known }. Zeg met --only welke een andere naam krijgt.
backup-no-space = De back-up is niet gemaakt: er is geen ruimte meer voor { $path }. Maak ruimte of kies een andere schijf. Eerdere back-ups staan er nog.
backup-not-written = De back-up is niet gemaakt: { $path } is niet te schrijven ({ $why }). Kijk naar de schijf en de rechten. Eerdere back-ups staan er nog.
backup-busy = Er wordt op dit moment al een back-up gemaakt. Wacht tot die klaar is.
cli-backed-up = Back-up { $number } is gemaakt, nagelezen en heel: { $path } ({ $n ->
    [one] 1 wijk
   *[other] { $n } wijken
  }, { $bytes } bytes)
cli-backup-left-out = NIET in de back-up, want niet te lezen: { $slugs }. Eerdere back-ups die deze wijken wel hebben, blijven staan. “wijkweb check” zegt wat eraan mankeert.

## history: what happened to a record and in the neighbourhood

history-title = Geschiedenis van { $name }
history-link = Geschiedenis
history-explained = Hier staat wie wat wanneer veranderde, het laatste bovenaan. Wat vroeger zo was, kunt u terugzetten. Er gaat dan niets verloren: het wordt een nieuwe verandering.
history-is-gone = Dit is weggehaald
    .what = U kunt het terugzetten. De verbindingen die er toen bij hoorden, komen mee terug.
history-when = { $day }, { $time }, door { $actor }
history-act-undo = maakte een verandering ongedaan
history-act-restore = zette terug hoe het eerder was
history-act-erase = wiste een persoon
history-act-join = voegde dubbele samen
history-act-import = bij het inlezen van een bestand
history-added = Toegevoegd
history-back = Teruggezet
history-changed = Veranderd
history-removed = Weggehaald
history-tied = Verbinding toegevoegd
history-tie-back = Verbinding teruggezet
history-retied = Verbinding veranderd
history-untied = Verbinding weggehaald
history-from-to = van “{ $before }” naar “{ $now }”
history-filled = ingevuld: “{ $now }”
history-emptied = leeggemaakt; er stond “{ $before }”
history-gone = weggehaald:
history-came = toegevoegd:
history-nothing-seen = Er veranderde niets aan wat hier te lezen is.
history-not-for-you = Hiervan is niets voor u te zien.
history-restore = Zet alles terug zoals het toen werd
history-restore-field = Zet { $field } terug
history-changed-since = Er is intussen iets veranderd
    .next = Er is nu niets teruggezet. Kijk hieronder wat er veranderd is en kies dan opnieuw.
history-already = Het is al zo
    .what = Er is niets veranderd.
history-broken = Zo kan het nu niet meer zijn. Er is niets veranderd.
done-restored = Het is teruggezet.
done-restored-tied = Het is teruggezet, met de verbindingen die ermee weggingen.
history-came-back = Teruggezet
    .but = Dit kon niet mee terugkomen:
history-end-gone = een van de twee is er niet meer.
history-erased = De foto is voorgoed gewist
    .what = Daarom kan deze foto niet terugkomen. Er is niets veranderd. Hebt u de foto nog, voeg hem dan opnieuw toe.
actor-steward = een beheerder
actor-operator = wie de server beheert
changes-title = Wat er veranderde
changes-explained = Alles wat in de wijk is veranderd, het laatste bovenaan. Wat is weggehaald kunt u hier terugzetten.
changes-kind = Wat voor iets
changes-all-kinds = Alles
changes-removed = Alleen wat is weggehaald
changes-show = Laat zien
changes-none = Hier is niets van te vinden.
changes-none-yet = Bij de laatste veranderingen was dit er niet. Kijk bij de oudere.
changes-older = Oudere veranderingen
changes-newest = Naar de nieuwste
changes-more = En nog meer.
changes-to-import = Bekijk dit bestand, of haal alles ervan weer weg
changes-undo = Maak dit ongedaan
news-title = Nieuw en veranderd
news-since-visit = Sinds u hier voor het laatst keek, op { $day }.
news-since-day = Sinds { $day }.
news-since-weeks = U keek hier nog niet eerder. Dit is van na { $day }.
news-since = Laat zien vanaf
news-none = Er is sindsdien niets nieuw of veranderd.
news-new = { $n } nieuw
news-changed = { $n } veranderd
news-row = { $kind }, laatst veranderd op { $day }
news-most = Het zijn er meer dan { $n }. Kijk voor alles in de lijst.
news-who = Wie veranderde wat
news-cookie = Om te weten wanneer u hier voor het laatst keek, bewaart uw browser op welk uur dat was. Daar staat niet bij wie u bent, en het wordt nergens anders voor gebruikt. Verwijdert u cookies, dan begint het opnieuw.
home-since-last = Wat is er nieuw of veranderd sinds u hier voor het laatst was?
past-title = Vroeger
past-on = Hoe het was op
past-banner = Zo was het op { $day }
    .what = U kijkt naar vroeger. Veranderingen tellen in de volgorde waarin ze zijn opgeschreven. Wat u nu niet mag zien, ziet u ook hier niet.
past-to-now = Naar hoe het nu is
past-not-there = Op { $day } stond dit er niet in. Kies een latere dag.
cli-stopping = Wijkweb stopt: wat bezig was, wordt afgemaakt.
cli-stopped = Gestopt. Alles wat bewaard was, staat op de schijf.

# Instellingen

settings-by-flag = gezegd met { $name }
settings-by-environment = uit de omgeving: { $name }
settings-by-file = uit { $path }, regel { $line }
settings-by-default = als niemand iets zegt
settings-unreadable = { $path } met instellingen is niet te lezen: { $why }
settings-no-toml = { $path }, regel { $line }: dit is geen TOML ({ $why }). Schrijf naam = waarde, met tekst tussen aanhalingstekens.
settings-unknown = { $path }, regel { $line }: er is geen instelling “{ $name }”. Er zijn: { $known }.
settings-unfit = { $name }: “{ $text }” past niet ({ $origin }). Wat wel mag: { $allowed }.
settings-allowed-address = een adres en een poort, zoals 127.0.0.1:8080 of [::1]:8080
settings-allowed-yes-no = true of false
settings-allowed-public-address = adressen als https://wijk.example, zonder pagina erachter, met komma’s ertussen
settings-allowed-proxies = adressen of netwerken als 127.0.0.1 of 10.0.0.0/8, met komma’s ertussen
settings-allowed-mib = een heel getal (MiB) van 1 tot 4096
settings-allowed-hours = een heel getal van 0 tot 8760; 0 is nooit
settings-allowed-count = een heel getal vanaf 0
settings-allowed-log-format = text of json
settings-allowed-watch-from = here (alleen deze machine) of everywhere (overal)
settings-allowed-log = error, warn, info, debug, trace of off, eventueel per onderdeel, zoals warn,wijkweb=info
settings-allowed-time = een tijd van de dag, zoals 03:30

# Herstellen wat kan

cli-check-try-repair = “wijkweb check --repair” zet recht wat zonder gokken kan.
cli-repair-not-all = Niet alles is hersteld; zie hierboven. Wat niet hersteld is, is niet veranderd.
repair-torn-tail = { $slug }: een afgebroken schrijfactie is eraf geknipt. De losse bytes staan in { $path }.
repair-derived = { $slug }: wat was afgeleid is weggegooid en wordt bij de volgende start opnieuw gemaakt. Er gaat niets verloren.
repair-journal = { $slug }: het logboek is weer heel. Wijzigingen tot en met { $upto } komen uit de back-up, die daarna tot en met { $last } uit het logboek zelf. Het logboek zoals het was staat in { $path }.
repair-in-use = { $slug } wordt op dit moment getoond. Stop wijkweb en herstel dan.
repair-needs-backup = Het logboek van { $slug } is beschadigd. Noem met --from de nieuwste back-up waar deze wijk in zit. Er is niets veranderd.
repair-not-in-backup = In deze back-up zit geen wijk { $slug }. Noem een andere. Er is niets veranderd.
repair-other-story = { $slug }: wijziging { $seq } in de back-up is een andere dan die in het logboek. Deze back-up hoort er niet bij. Er is niets veranderd.
repair-behind-backup = { $slug }: wijziging { $seq } is beschadigd en zit ook niet in deze back-up; die is ouder. Noem een nieuwere back-up. Is die er niet, zet deze dan terug onder een andere naam (wijkweb restore --as). Er is niets veranderd.
cli-closed = { $slug } is gesloten: er is niets meer van te zien. Nog { $days } dagen kan de wijk weer open (wijkweb close { $slug } --reopen). Daarna wordt alles weggehaald. Back-ups van eerder bevatten de wijk tot ze verlopen. Overdragen: zet het archief op de andere server terug met wijkweb restore.
cli-reopened = { $slug } is weer open.
## many: changing many records at once

done-many = De wijziging is bewaard voor alles wat u koos.
many-nothing = Er is niets gekozen
    .text = Kruis in de lijst aan waar u iets mee wilt doen.
many-tick = Kies { $name }
many-all = Alle { $n } van deze lijst, ook op andere bladzijden
many-begin = Doe iets met de gekozen dingen
many-title = { $n ->
    [one] Eén ding wijzigen
   *[other] { $n } dingen wijzigen
}
many-act = Wat wilt u doen?
many-add_tags = Trefwoorden toevoegen
many-remove_tags = Trefwoorden weghalen
many-set_term = Een woord uit een keuzelijst geven
many-remove_term = Een woord uit een keuzelijst weghalen
many-see = Kiezen wie het mag zien
many-end = Zeggen dat het er niet meer is
many-move = Naar een andere plek brengen
many-tags = Trefwoorden, gescheiden door komma’s
many-term = Woord uit een keuzelijst
many-term-none = kies een woord
many-place = De plek, het adres of het gebied waar het naartoe gaat
many-where = Kies waar het naartoe gaat
many-point = Zet het ook op de kaart op die plek
many-show = Laat zien wat er gebeurt
many-changing = { $n ->
    [0] Er verandert niets.
    [one] Eén ding verandert.
   *[other] { $n } dingen veranderen.
}
many-which = Welke?
many-more = en nog { $n }
many-already = { $n ->
    [one] Eén is al zo.
   *[other] { $n } zijn al zo.
}
many-cannot = { $n ->
    [one] Eén kan niet, en blijft zoals het is:
   *[other] { $n } kunnen niet, en blijven zoals ze zijn:
}
many-cannot-have = Dit past niet bij deze soort.
many-do = { $n ->
    [one] Wijzig dit ene ding
   *[other] Wijzig deze { $n } dingen
}
many-otherwise = Kies iets anders
many-not = Terug naar de lijst
many-overtaken = Er is net iets veranderd aan wat u koos. Kijk nog eens wat er gebeurt.
settings-backups = Back-ups
settings-backup-newest = De laatste back-up is van { $day }. Hij is nagelezen en heel.
settings-backup-none = Er is nog geen back-up. Wie de server beheert, kan er een maken.
settings-backup-failed = De laatste poging om een back-up te maken is niet gelukt. Vraag wie de server beheert om te kijken.

## closing a neighbourhood down, or handing it over
closing-link = De wijk sluiten of overdragen
closing-title = De wijk sluiten of overdragen
closing-lead = Stopt de wijk hier? Of gaat de wijk verder op een andere server? Neem dan eerst alles mee, en sluit de wijk daarna hier.
closing-what = Wat sluiten doet
closing-what-unseen = Niemand ziet meer iets van de wijk: geen pagina, geen kaart, geen lijst. Ook niet op andere sites. Voor bezoekers is het of de wijk er nooit was.
closing-what-days = De dag van sluiten en { $days } dagen daarna kan een beheerder de wijk weer openen, precies zoals die was.
closing-what-gone = Daarna haalt deze server alles van de wijk weg.
closing-what-backups = In back-ups die al gemaakt zijn, blijft de wijk staan tot die back-ups verlopen.
closing-what-files = Bestanden die anderen al hebben opgehaald, blijven bij hen.
closing-over = Overdragen aan een andere server
closing-over-take = Haal hieronder het archief op. Daar zit alles in: ook de geschiedenis en de foto’s.
closing-over-restore = Breng het binnen op de andere server. Wie die server beheert, doet dat met:
closing-over-look = Kijk daar of alles er is. De andere server zegt hoeveel wijzigingen en foto’s er zijn binnengekomen. Dat moeten er evenveel zijn als hieronder staat.
closing-over-close = Sluit de wijk dan hier.
closing-archive = Het archief
closing-archive-what = Eén bestand, in regels JSON. Er staat ook in wat niet iedereen mag zien. Bewaar het dus op een veilige plek. Breekt het ophalen halverwege af? Dan is het bestand niet heel: haal het opnieuw op.
closing-commits = Wijzigingen
closing-pictures = Foto’s, in alle formaten
closing-size = Grootte
closing-about = ongeveer { $size }
closing-take = Haal het archief op
closing-taken = { $since ->
    [0] U hebt het archief in deze browser opgehaald. Daarna is er niets meer veranderd.
    [one] U hebt het archief in deze browser opgehaald. Daarna is er nog 1 wijziging gedaan: haal het opnieuw op.
   *[other] U hebt het archief in deze browser opgehaald. Daarna zijn er nog { $since } wijzigingen gedaan: haal het opnieuw op.
}
closing-do-title = Sluit de wijk
closing-slug = Typ de korte naam van de wijk: { $slug }
closing-slug-wrong = Dit is niet de korte naam van deze wijk. Typ: { $slug }
closing-safe = Ja, het archief staat veilig op een andere plek
    .legend = Hebt u alles meegenomen?
closing-safe-missing = Bewaar eerst het archief op een andere plek, en kruis dat hier aan.
closing-not-taken = In deze browser is het archief niet opgehaald. Haal het hierboven op. Of kruis aan dat u al een archief hebt waar alles in zit.
closing-written-since = { $n ->
    [one] Nadat u het archief ophaalde, is er nog 1 wijziging gedaan. Die zit er niet in. Haal het archief opnieuw op, of kruis aan dat het zo goed is.
   *[other] Nadat u het archief ophaalde, zijn er nog { $n } wijzigingen gedaan. Die zitten er niet in. Haal het archief opnieuw op, of kruis aan dat het zo goed is.
}
closing-anyway = Ja, sluit de wijk toch
    .legend = Is het archief dat u hebt goed genoeg?
closing-do = Sluit de wijk
closing-not = Niet sluiten
closing-disk-full = De wijk is niet gesloten: de schijf van de server is vol
    .next = Er is niets veranderd en niets weg. Vraag wie de server beheert om ruimte te maken, en probeer het dan opnieuw. Het archief kunt u nu al ophalen.
closing-name-taken = De wijk is niet gesloten: er is al een gesloten wijk met deze korte naam
    .next = Er is niets veranderd. Wacht tot die andere wijk van de server is gehaald (zie Alle wijken), of vraag wie de server beheert om te kijken.
closing-no-archive = Het archief kon niet gemaakt worden
    .next = De server kan niet alles van de wijk lezen. Er is niets veranderd. Vraag wie de server beheert om te kijken met “wijkweb check”, en sluit de wijk nog niet.
closing-failed = De wijk is niet gesloten: de server kon de wijk niet opzij zetten
    .next = Er is niets weg. Probeer het opnieuw. Lukt het dan nog niet, vraag dan wie de server beheert om te kijken.
closed-title = { $name } is gesloten
closed-unseen = Niemand ziet meer iets van deze wijk.
closed-until = { $n ->
    [0] Vandaag, { $day }, is de laatste dag dat de wijk weer open kan.
    [one] De wijk kan weer open tot en met { $day }: vandaag en morgen nog.
   *[other] De wijk kan weer open tot en met { $day }: vandaag en nog { $n } dagen.
}
closed-after = Daarna haalt deze server alles van de wijk weg.
closed-reopen = Open { $name } weer
closed-archive = Tot die dag kunt u hier ook het archief nog ophalen. Daar zit alles in, tot en met de laatste wijziging voor het sluiten.
closed-list = Gesloten wijken
    .who = Alleen beheerders zien dit.
closed-opened = { $name } is weer open
closed-name-taken = Deze wijk kan niet weer open: er is nu een andere wijk met dezelfde korte naam
    .next = Haal het archief op. Wie de server beheert, kan de wijk daarmee onder een andere naam terugzetten.
closed-not-opened = De wijk kon niet weer open
    .next = Er is niets weg. Vraag wie de server beheert om te kijken.
closed-steward = Deze wijk is gesloten
    .see = Bekijk wanneer en hoe de wijk weer open kan

## Onder welke naam de site gevraagd wordt

asked-unclear = Het verzoek noemt geen goede naam van een site (Host). Typ het adres opnieuw in uw browser.
asked-elsewhere = Deze site heet hier niet zo. Ga naar { $address }
asked-packed = Wat u stuurt is ingepakt (Content-Encoding). Stuur het zonder inpakken.
## beginning: who answers for a neighbourhood, and when others see it

problem-not-open-yet = Deze wijk wordt voorbereid
    .next = Er is hier nog niets te zien. Kom later terug. Bent u beheerder van deze wijk? Log dan eerst in.
field-controller = Wie is verantwoordelijk?
    .help = De naam van de organisatie of groep die beslist wat er wordt bewaard en waarvoor. In de wet heet dat de verwerkingsverantwoordelijke.
field-controller_kind = Wat voor organisatie is dat?
field-controller_address = Postadres
    .help = Straat, nummer, postcode en plaats. Iedereen kan dit lezen.
field-neighbourhood-contact_name = Contactpersoon
    .help = Naar wie gaan mensen met vragen over hun gegevens? Iedereen kan deze naam lezen. Een taak (“de secretaris”) mag ook.
field-contact_reach = E-mailadres of telefoonnummer
    .help = Zo bereiken mensen de contactpersoon. Allebei mag ook. Iedereen kan dit lezen.
field-data_officer = Functionaris voor gegevensbescherming
    .help = Naam en e-mailadres. Alleen als uw organisatie zo iemand heeft; een gemeente moet er een hebben.
field-purposes = Waarvoor bewaart u gegevens?
    .help = Kies alleen wat u echt gaat doen. U kunt er later een doel bij kiezen.
field-area_text = Om welk gebied gaat het?
    .help = In woorden, zoals de buurt het zegt: welke straten, van waar tot waar. Een grens op de kaart kunt u later uit een bestand binnenbrengen.
field-hosted_by = Wie beheert de server?
    .help = De server is de computer waarop dit programma draait en alles bewaart.
field-hosted_where = Waar staat de server?
    .help = De naam van wie hem beheert, de plaats en het land.
field-processor_agreed = Dag van de verwerkersovereenkomst
    .help = Doet een ander het beheer voor u? Dan hoort daar een getekende overeenkomst bij.
field-page_languages = In welke talen zijn de pagina’s te lezen?
    .help = De teksten van het programma zijn er in beide talen. Wat u zelf schrijft, vertaalt het programma niet.
field-open_since = Te zien voor anderen sinds
choice-controller_kind-residents = Groep bewoners zonder rechtsvorm
choice-controller_kind-association = Vereniging
choice-controller_kind-foundation = Stichting
choice-controller_kind-cooperative = Coöperatie
choice-controller_kind-company = Bedrijf (bv of andere vorm)
choice-controller_kind-municipality = Gemeente
choice-controller_kind-public_body = Andere overheid (provincie, waterschap, openbare dienst)
choice-controller_kind-other = Anders
choice-purposes-assets = Laten zien wat er in de wijk is: plekken, groepen, organisaties, spullen en activiteiten
choice-purposes-contacts = Laten weten bij wie u terechtkunt: contactpersonen van groepen en organisaties
choice-purposes-stories = Verhalen en foto’s delen
choice-purposes-talents = Talenten en wensen van bewoners leren kennen, en buren aan elkaar voorstellen
choice-purposes-addresses = Langs de deuren gaan: een lijst met adressen voor het buurtteam
choice-hosted_by-own = Wij zelf
choice-hosted_by-processor = Een ander, in onze opdracht (verwerker)
choice-page_languages-nl = Nederlands
choice-page_languages-en = Engels
authority-warning = Let op: een overheid is verantwoordelijk. Bewoners zijn van een overheid afhankelijk; hun “ja” is dan al snel niet vrij, en zonder vrije keuze geldt een toestemming niet. Laat liever een vereniging, stichting of coöperatie van bewoners verantwoordelijk zijn. Kan dat niet: vraag alleen wat echt nodig is, laat iemand vragen die niet over uitkering, zorg of handhaving gaat, zeg er steeds bij dat nee zeggen geen gevolgen heeft, en leg vast hoe u dat doet.
    .title = Een overheid is verantwoordelijk
begin-unreachable = hierin staat geen e-mailadres en geen telefoonnummer
    .put-right = Schrijf een e-mailadres of een telefoonnummer, anders kan niemand u bereiken.
begin-needed = Vul dit in. Zonder dit mogen anderen de wijk niet zien.
opening-closed = Nog niemand anders ziet deze wijk
    .what = Alleen beheerders zien deze pagina’s. Anderen lezen dat de wijk wordt voorbereid. Maak eerst af wie verantwoordelijk is en waarvoor u gegevens bewaart.
    .go = Maak het af
    .card = Nog niet te zien voor anderen
cli-open = { $slug } is te zien voor iedereen. Dit is gezegd; een beheerder past het aan op /{ $slug }/settings:{ $said }
cli-not-open = { $slug } is nog niet te zien: alleen beheerders zien de wijk, anderen lezen dat ze wordt voorbereid.
    Dit is nog nodig:{ $lacks }
    Vul het aan op de pagina /{ $slug }/begin, of met: wijkweb open { $slug } …
cli-hidden = { $slug } is nu alleen nog voor beheerders te zien.
cli-no-particulars = Van { $slug } zijn geen gegevens over de wijk zelf gevonden. Laat “wijkweb check” zien wat er mis is.
cli-closed-to-others = Nog niet te zien voor anderen, omdat niet is gezegd wie verantwoordelijk is of omdat niemand de wijk heeft geopend: { $slugs }. Een beheerder vult het aan op /KORTE-NAAM/begin, of u met: wijkweb open KORTE-NAAM …

## Binnenkomen en rechten

frame-sign-in = Inloggen
keys-wait = U hebt het te vaak geprobeerd. Wacht { $n ->
        [one] één minuut
        *[other] { $n } minuten
    } en probeer het dan opnieuw.
keys-weak-short = Dit wachtwoord is te kort. Neem minstens 12 tekens; een paar gewone woorden achter elkaar is goed.
keys-weak-long = Dit wachtwoord is te lang. Neem hoogstens 200 tekens.
keys-weak-uniform = Dit wachtwoord heeft te weinig verschillende tekens. Neem een paar gewone woorden achter elkaar.
keys-weak-expected = Dit wachtwoord raden anderen snel. Neem een paar woorden die niet bij elkaar horen.
keys-not-the-same = De twee wachtwoorden zijn niet gelijk. Typ het nieuwe wachtwoord twee keer.
keys-wrong-password = Dit is niet uw wachtwoord.
keys-own-password = Uw wachtwoord van nu
keys-new-password = Nieuw wachtwoord
    .help = Minstens 12 tekens. Een paar gewone woorden achter elkaar is goed.
keys-new-password-again = Het nieuwe wachtwoord nog een keer
keys-moment = { $day } om { $time }
sign-in-title = Inloggen
sign-in-who = Voor wie in het buurtteam zit: buurtbouwers en beheerders.
sign-in-name = Inlognaam
sign-in-password = Wachtwoord
sign-in-do = Inloggen
sign-in-wrong = De naam of het wachtwoord klopt niet.
sign-in-too-late = Het duurde te lang. Log opnieuw in.
sign-in-forgotten = Wachtwoord vergeten? Vraag een beheerder van uw buurt om een link waarmee u een nieuw wachtwoord kiest.
sign-in-card = Hebt u een kaart?
    .go = Verder met de code op uw kaart
    .where = Ga naar uw buurt en kies daar “Ik heb een kaart”.
sign-in-code-title = Nog één stap
sign-in-code = Code uit de app op uw telefoon
    .help = Geen telefoon bij de hand? Typ dan een van uw herstelcodes.
sign-in-code-wrong = Deze code klopt niet, of is al gebruikt. Wacht op de volgende code van de app.
invitation-join = U bent uitgenodigd
    .what = U wordt { $role } van { $name }. Kies waarmee u voortaan inlogt.
    .do = Meedoen
invitation-first = De eerste beheerder
    .what = U wordt beheerder van de buurten die er nog geen hebben, en kunt buurten beginnen. Kies waarmee u voortaan inlogt.
invitation-try = Rondkijken als beheerder
    .what = Alles hier is verzonnen. U kunt alles proberen wat een beheerder kan.
    .do = Rondkijken
    .name = Proefbeheerder
invitation-recover = Een nieuw wachtwoord kiezen
    .what = Voor wie inlogt als { $name }. U bent daarna in alle andere browsers uitgelogd, en inloggen met een app staat uit.
    .do = Dit wachtwoord nemen
invitation-name = Hoe heet u?
    .help = Zo zien de anderen van het team u.
invitation-sign-in = Waarmee wilt u inloggen?
    .help = Uw e-mailadres, of een woord dat u onthoudt. Er wordt nooit iets heen gestuurd.
invitation-as = U bent ingelogd als { $name } en doet met dat account mee.
invitation-none = Deze link werkt niet
    .what = De link is al gebruikt, is te oud of is ingetrokken. Vraag een nieuwe aan wie u de link gaf.
invitation-no-name = Vul uw naam in, in hoogstens 80 tekens.
invitation-no-sign-in = Neem 3 tot 80 tekens zonder spaties.
invitation-taken = Hiermee logt al iemand in. Kies iets anders.
role-neighbour = buur met een kaart
role-builder = buurtbouwer
role-steward = beheerder
way-password = met wachtwoord
way-second-step = met wachtwoord en code
way-card = met kaart
way-link = met een link
account-title = Mijn account
account-name = Naam
account-sign-out = Uitloggen
account-password = Een ander wachtwoord
    .do = Wachtwoord veranderen
account-browsers = Waar u bent ingelogd
    .what = Herkent u er een niet? Log die dan uit en kies een ander wachtwoord.
account-browser-unknown = Een browser
account-browser-this = deze browser
account-browser-since = sinds { $moment }
account-browser-used = voor het laatst gebruikt { $moment }
account-browser-end = Uitloggen
account-browsers-end = Overal elders uitloggen
account-done-password = Uw wachtwoord is veranderd. Alle andere browsers zijn uitgelogd.
account-done-second-step-off = Inloggen met een app staat uit.
account-done-session = Uitgelogd.
second-step-title = Inloggen met een app
second-step-why = Met een code van uw telefoon erbij komt niemand binnen die alleen uw wachtwoord weet.
second-step-app = Open op uw telefoon een app voor codes, zoals Aegis, 2FAS of Google Authenticator.
second-step-scan = Scan deze code met de app.
second-step-qr = QR-code voor de app
second-step-type = Scannen lukt niet? Typ dit in de app:
second-step-then = De app toont nu zes cijfers. Vul die hier in.
second-step-code = De zes cijfers
second-step-on = Aanzetten
second-step-not = Niet aanzetten
second-step-off = Uitzetten
second-step-begin = Aanzetten
second-step-done = Inloggen met een app staat aan
second-step-is-on = Dit staat aan. U hebt nog { $n ->
        [one] één herstelcode
        *[other] { $n } herstelcodes
    }.
recovery-codes-now = Schrijf deze herstelcodes nu op
recovery-codes-why = Ze staan hier één keer. Met elke code komt u één keer binnen zonder uw telefoon.
recovery-codes-kept = Ik heb ze opgeschreven
recovery-codes-renew = Nieuwe herstelcodes
recovery-codes-renewed = Uw nieuwe herstelcodes
team-title = Het team
team-what = Wie buurtbouwer of beheerder is. Wie weggaat, zet u hier uit: dan is die meteen overal uitgelogd. Wat zij schreven blijft.
team-you = dat bent u
team-second-step = logt in met een app
team-no-second-step = logt in zonder app
team-since = sinds { $moment }
team-links = Uitnodigingen die nog open zijn
team-link-nobody = Zonder naam
team-link-until = Werkt tot { $moment }
team-link-withdraw = Intrekken
team-link-once = Geef deze link aan die ene persoon. Hij staat hier één keer en werkt één keer.
team-link-qr = QR-code van de link
team-invite = Iemand uitnodigen
    .do = Link maken
team-invite-what = U krijgt een link die zeven dagen werkt. Stuur hem zelf, of laat de QR-code scannen.
team-invite-note = Voor wie?
    .help = Alleen voor het team, om de uitnodiging te herkennen.
team-invite-role = Als wat?
team-invited = De uitnodiging is gemaakt
member-role = Rol
    .do = Rol veranderen
member-browsers = ingelogd in { $n ->
        [one] één browser
        *[other] { $n } browsers
    }
member-homes = Adressen van woningen zien
    .what = Nodig om langs de deuren te gaan. Geef dit alleen voor de tijd dat het nodig is; daarna stopt het vanzelf.
    .do = Toestaan
member-homes-until = Mag de adressen zien tot { $moment }.
member-homes-end = Nu stoppen
member-homes-long = Hoe lang?
member-hours = { $n } uur
member-days = { $n } dagen
member-recovery = Wachtwoord vergeten?
    .what = Maak een link die één dag werkt. Daarmee kiest deze persoon een nieuw wachtwoord. Controleer eerst dat u echt deze persoon spreekt.
    .do = Link maken
member-recovery-made = De link is gemaakt
member-off = Weg uit het team
    .what = Deze persoon is meteen overal uitgelogd en kan niet meer inloggen. Wat zij schreven blijft, met hun naam erbij voor het team.
    .do = { $name } uitzetten
member-last-steward = Dit is de enige beheerder. Maak eerst iemand anders beheerder.
member-elsewhere = Deze persoon hoort ook bij een andere buurt. Alleen wie de server beheert kan dit, met het commando “wijkweb team”.
residents-title = Bewoners met een kaart
residents-what = Met een kaart ziet een bewoner wat voor buren is. Een e-mailadres is niet nodig.
residents-asking = Vragen een kaart
residents-asked = Gevraagd op { $moment }
residents-accept = Gesproken: kaart maken
residents-decline = Geen kaart
residents-new = Een nieuwe kaart
residents-name = Voor wie?
    .help = Zoals deze persoon zelf genoemd wil worden. Alleen het team ziet dit.
residents-make = Kaart maken
residents-cards = { $n ->
        [one] Eén kaart
        *[other] { $n } kaarten
    }
residents-no-name = Vul een naam in, in hoogstens 80 tekens.
resident-card = kaart van { $moment }
resident-help = Namens deze bewoner iets doen
    .what = Alleen als de bewoner daarom vraagt. U ziet een half uur wat de bewoner ziet. Bij alles wat u doet staan u beiden.
    .do = Beginnen
resident-replace = Kaart kwijt?
    .what = Maak een nieuwe. De oude kaart werkt dan niet meer, en alle browsers van deze bewoner zijn uitgelogd.
    .do = Nieuwe kaart maken
resident-end = Kaart weghalen
    .what = De kaart werkt niet meer en de naam wordt vergeten.
    .do = Kaart weghalen
card-made = De kaart is klaar
card-once = Print de kaart nu, of schrijf de code over
    .why = De code staat hier één keer. Niemand kan hem later nog opzoeken.
card-of = Kaart van { $name }
card-qr = QR-code van de kaart
card-how = Scan de code met uw telefoon, of typ hem in op:
card-lost = Kaart kwijt? Vraag een buurtbouwer om een nieuwe. De oude werkt dan niet meer.
card-back = Terug naar de kaarten
card-title = Ik heb een kaart
card-what = Met de code op uw kaart ziet u in deze browser wat voor buren is.
card-code = Code op de kaart
    .help = Drie groepjes van vier letters en cijfers.
card-do = Verder
card-shared = Delen anderen deze computer met u? Log dan uit als u klaar bent.
card-none = Ik heb nog geen kaart
card-slip = Er zit een tikfout in. Kijk nog eens naar de code op uw kaart.
card-unknown = Deze kaart kennen we niet, of niet meer. Vraag een buurtbouwer om een nieuwe.
join-title = Een kaart vragen
join-what = Woont u hier en wilt u meedoen? Een buurtbouwer komt langs en geeft u een kaart.
join-name = Hoe wilt u genoemd worden?
join-reach = Waar en wanneer kunnen we langskomen?
    .help = Uw straat en huisnummer, en een goed moment. Of een telefoonnummer.
join-kept = Alleen het buurtteam ziet dit. We bewaren het tot we u gesproken hebben, en hoogstens 30 dagen.
join-do = Vragen
join-card = Ik heb al een kaart
join-done = Uw vraag is bewaard
    .next = Een buurtbouwer komt bij u langs.
join-empty = Vul dit in.
join-long = Dit is te lang. Neem hoogstens { $n } tekens.
helping-now = U doet dit namens { $name }.
helping-end = Stoppen
rights-title = Wie mag wat
rights-what = Het programma zelf gaat op deze tabel af.
rights-right = Wat
rights-everyone = Iedereen
rights-neighbour = Buren met een kaart
rights-builder = Buurtbouwers
rights-steward = Beheerders
rights-yes = ja
rights-no = nee
rights-operator = Alleen wie de server beheert
rights-beginner = Wie van de beheerder van de server de eerste link kreeg
rights-homes = Adressen van woningen ziet een buurtbouwer alleen zolang een beheerder dat toestaat, voor een ronde langs de deuren.
rights-helping = Een buurtbouwer die iets doet namens een bewoner, ziet en mag dan wat die bewoner mag. Beiden staan erbij.
right-look = Kijken naar wat voor u zichtbaar is, en dat meenemen
right-come-in = Inloggen, een kaart gebruiken of vragen, een taal kiezen
right-own-account = Eigen account en browsers beheren
right-own-page = Alles zien wat over jezelf bewaard is, het verbeteren, verbergen, meenemen en laten wissen
right-people = Bewoners invullen zoals ze het vertellen, dat samen veranderen, en opschrijven wat ze goedvinden
right-add = Iets toevoegen, met banden en foto’s
right-change = Iets veranderen of laten ophouden
right-undo = Ongedaan maken: een buurtbouwer het eigen werk, een beheerder alles
right-residents = Kaarten geven, en iets doen namens een bewoner
right-remove = Iets weghalen, ook voorgoed
right-join = Samenvoegen wat hetzelfde is
right-many = Veel tegelijk veranderen
right-history = Zien wie wat veranderde, en het terughalen
right-import = Bestanden inlezen
right-words = Woordenlijsten veranderen
right-settings = Gegevens en instellingen van de buurt veranderen
right-team = Uitnodigen, rollen geven, mensen uitzetten
right-log = Het logboek van de sleutels zien
right-close = Alles meenemen, en de buurt sluiten
right-begin = Een buurt beginnen
right-watch = Zien hoe het met het programma gaat
log-title = Logboek van de sleutels
log-what = Wat er met accounts, kaarten en links is gedaan. Na 400 dagen verdwijnt het vanzelf.
log-empty = Er is nog niets gedaan
    .next = Hier staat straks wie inlogt, wie uitnodigt en wie een kaart maakt.
log-gone = iemand die er niet meer is
deed-signed-in = Ingelogd
deed-sign-in-failed = Inloggen mislukt
deed-signed-out = Uitgelogd
deed-session-ended = Browser uitgelogd
deed-invited = Uitnodiging gemaakt
deed-invitation-withdrawn = Uitnodiging ingetrokken
deed-invitation-accepted = Uitnodiging aangenomen
deed-recovery-offered = Link voor een nieuw wachtwoord gemaakt
deed-recovered = Nieuw wachtwoord gekozen met een link
deed-password-changed = Wachtwoord veranderd
deed-second-step-on = Inloggen met een app aangezet
deed-second-step-off = Inloggen met een app uitgezet
deed-recovery-codes-made = Nieuwe herstelcodes gemaakt
deed-role-changed = Andere rol
deed-switched-off = Uit het team
deed-grant-given = Mag adressen van woningen zien
deed-grant-ended = Mag geen adressen van woningen meer zien
deed-card-made = Kaart gemaakt
deed-page-given = Kreeg een eigen pagina als bewoner
deed-card-replaced = Kaart vervangen
deed-card-ended = Kaart weggehaald
deed-card-used = Kaart gebruikt
deed-card-unknown = Onbekende kaart geprobeerd
deed-join-asked = Kaart gevraagd
deed-join-accepted = Kaart gegeven na vraag
deed-join-declined = Geen kaart gegeven na vraag
deed-help-begun = Begon namens iemand
deed-help-ended = Stopte namens iemand
deed-archive-taken = Archief meegenomen
actor-clock = het programma zelf
actor-gone = iemand die er niet meer is
actor-helping = { $name }, namens { $resident }
cli-try-link = Rondkijken als beheerder, één keer te gebruiken: { $link }
visibility-door_team = Buurtbouwers op hun ronde
about-audience-door_team = Buurtbouwers op hun ronde
    .sees = Ook de adressen van woningen, zolang de ronde duurt.
about-keys = Meedoen en inloggen
settings-opening = Bekijk of anderen de wijk zien, of verberg haar weer
begin-new = Begin een wijk
    .why = Een wijk krijgt haar eigen pagina’s, kaart en beheerders. We stellen u een paar vragen. U kunt elk moment stoppen en later verdergaan. Niemand anders ziet de wijk voordat u haar opent.
begin-name = Hoe heet de wijk?
    .help = Zoals de mensen die er wonen haar noemen.
begin-slug = Korte naam voor het adres
    .help = Kleine letters, cijfers en streepjes, zoals molenwijk. Laat u dit leeg, dan maken we er een van de naam. De korte naam blijft zo.
begin-slug-unfit = Gebruik 1 tot 60 kleine letters, cijfers en streepjes, en begin en eindig met een letter of cijfer. Een paar woorden, zoals “static” en “begin”, gebruikt het programma zelf.
begin-slug-taken = Deze korte naam is al in gebruik. { $free } is nog vrij.
begin-language = In welke taal schrijft u zelf?
    .help = De taal van uw eigen teksten, zoals namen en verhalen.
begin-steps = Stappen
    .done = (klaar)
begin-next = Bewaar en ga verder
begin-later = Naar het overzicht
begin-go-on = Ga verder waar u was
begin-meanwhile = Iemand anders heeft hier intussen iets anders bewaard: “{ $theirs }”. Verstuurt u nog een keer, dan geldt wat u hier hebt getypt.
begin-still-needed = Nog nodig
begin-not-said = Niet ingevuld
begin-step-controller = Wie is verantwoordelijk?
    .why = Wie gegevens over mensen bewaart, moet zeggen wie daarvoor verantwoordelijk is. Dat is de organisatie of groep die beslist wat er in de wijk wordt bewaard en waarvoor. Iedereen kan het lezen op de pagina over privacy.
begin-step-contact = Contactpersoon
    .why = Mensen mogen vragen wat er over hen wordt bewaard, en het laten veranderen of wissen. Daarvoor moeten ze weten bij wie ze terechtkunnen. U antwoordt binnen een maand.
begin-step-purposes = Waarvoor?
    .why = U mag alleen bewaren wat nodig is voor een doel dat u van tevoren hebt gezegd. Wat buiten deze doelen valt, hoort niet in Wijkweb.
begin-step-area = Welk gebied?
    .why = Zo weet iedereen of het over zijn straat gaat, en u wat er wel en niet bij hoort.
begin-step-keeping = Waar staat het?
    .why = Mensen mogen weten waar hun gegevens staan en wie erbij kan. Doet een ander het beheer van de server, dan heeft u met die ander een verwerkersovereenkomst. Weet u dit nog niet? Ga dan verder en vul het later in.
begin-step-languages = Talen
    .why = Wie hier komt, leest de pagina’s in de taal van de browser, als u die hier aankruist. De uitleg over privacy is er in dezelfde talen.
begin-step-check = Kijk na en open
    .why = Klopt alles? Dan kunt u de wijk openen voor iedereen. Elk antwoord kunt u later veranderen.
begin-change-controller = Verander wie verantwoordelijk is
begin-change-contact = Verander de contactpersoon
begin-change-purposes = Verander de doelen
begin-change-area = Verander het gebied
begin-change-keeping = Verander waar het staat
begin-change-languages = Verander de talen
begin-incomplete = Er is nog iets nodig
    .what = Hieronder staat bij elke stap wat u hebt ingevuld en wat nog nodig is.
begin-is-open = Iedereen kan deze wijk zien
    .what = Wat voor buren, buurtbouwers of beheerders is, blijft voor hen.
begin-open = Open de wijk
    .what = Daarna ziet iedereen de pagina’s, de kaart en de lijst. Wat voor buren, buurtbouwers of beheerders is, blijft voor hen.
    .do = Open de wijk voor iedereen
begin-hide = Verberg de wijk
    .what = Daarna zien alleen beheerders de wijk, tot u haar weer opent. Er gaat niets weg. Wat anderen al hebben opgeslagen, blijft bij hen.
    .do = Verberg de wijk
begin-grounds = Wat elk doel toestaat
    .what = Voor elk doel is een reden nodig die in de wet staat: een grondslag.
    .basis = Grondslag:
basis-interest = gerechtvaardigd belang (AVG artikel 6, lid 1, onder f). U weegt uw belang af tegen dat van de mensen om wie het gaat; zij kunnen bezwaar maken.
basis-task = taak van algemeen belang (AVG artikel 6, lid 1, onder e). De taak moet in een wet staan; mensen kunnen bezwaar maken.
basis-consent = toestemming (AVG artikel 6, lid 1, onder a). Wie ja heeft gezegd, kan altijd nee zeggen; dan haalt u het weg.
purpose-assets =
    .allows = Plekken, groepen, organisaties, spullen, diensten en activiteiten op de kaart en in de lijst. Meestal gaat dat niet over personen; bij een klein bedrijf of een groep van een paar mensen kan dat wel zo zijn.
purpose-contacts =
    .allows = Naam, e-mailadres en telefoonnummer van wie voor een groep of organisatie spreekt. Alleen wie bekend is als buurtbewoner of meer ziet ze.
purpose-stories =
    .allows = Verhalen zoals de verteller het goed vond, en foto’s. Op een foto staan mensen alleen als zij dat goed vinden.
purpose-addresses =
    .allows = Een lijst met adressen, zonder namen. Alleen buurtbouwers tijdens hun ronde en de beheerders zien ze.

## privacy: the notice for everyone, and the documents for whoever is responsible

frame-foot-privacy = Privacy
field-dpia_settled = Dag waarop de DPIA is vastgesteld
    .help = De beoordeling van de risico’s voor mensen (DPIA) drukt u hieronder af. Vul de dag in waarop u die hebt afgemaakt en ondertekend.
privacy-notice = Privacy in { $name }
    .lead = Wat wij over mensen bewaren, waarom, wie het ziet, hoe lang, en wat u kunt vragen.
    .short = Privacyverklaring
    .complete = Volledig. Iedereen kan haar lezen; de link staat onder elke pagina.
privacy-register = Register van verwerkingen van { $name }
    .lead = Dit register moet u hebben (AVG artikel 30). U hoeft het niet te publiceren, wel te laten zien als de Autoriteit Persoonsgegevens erom vraagt.
    .short = Register van verwerkingen
    .complete = Volledig voor wat het programma weet. Druk het af en vul de open regels in.
privacy-dpia = Beoordeling van risico’s (DPIA) van { $name }
    .lead = Met deze beoordeling kijkt u van tevoren wat er voor mensen mis kan gaan en wat u daaraan doet (AVG artikel 35).
    .short = Beoordeling van risico’s (DPIA)
    .complete = U hebt ingevuld dat de DPIA is vastgesteld. Kijk opnieuw als er een doel bij komt, en anders elke drie jaar.
privacy-breach = Datalek: wat te doen in { $name }
    .lead = Hang dit op waar iedereen van het team het ziet. Een lek dat u moet melden, meldt u binnen 72 uur.
    .short = Wat te doen bij een datalek
    .complete = Klaar om af te drukken.
privacy-processor = Verwerkersovereenkomst van { $name }: controlelijst
    .lead = Beheert een ander de server voor u, dan spreekt u schriftelijk af wat die met de gegevens mag (AVG artikel 28).
    .short = Controlelijst verwerkersovereenkomst
    .complete = Volledig voor wat het programma weet.
privacy-to-complete = Om af te drukken en aan te vullen
    .what = Wat hier staat, komt uit de instellingen en uit wat het programma doet. Op de open regels schrijft u wat het programma niet kan weten. Dit is geen juridisch advies. Afdrukken doet u met uw browser.
privacy-dates = Gemaakt op { $day }. De instellingen van de wijk zijn het laatst veranderd op { $changed }.
privacy-documents = Documenten over privacy
    .changed = Ze worden gemaakt uit deze instellingen. Die zijn het laatst veranderd op { $day }.
    .lacks = Nog niet volledig. Vul in: { $what }.
privacy-who = Wie is verantwoordelijk?
privacy-contact = Bij wie kunt u terecht?
    .what = Met alle vragen over uw gegevens.
privacy-area = Om welk gebied gaat het?
privacy-kept = Wat bewaren wij, en waarom?
    .what = Per onderdeel staat hier om wie het gaat, wat wij bewaren, wie het ziet, op welke grond het mag en hoe lang het blijft.
privacy-whose = Over wie
privacy-what = Wat
privacy-seen = Wie het ziet
privacy-ground = Grondslag
privacy-long = Hoe lang
privacy-not-kept = Wat wij niet bewaren
    .residents = Talenten, wensen en andere gegevens over bewoners zelf. Deze wijk koos dat doel niet. Alleen wie zelf om een kaart vraagt, staat met een naam in de lijst van kaarten.
    .sensitive = Gezondheid, geloof, politiek, afkomst, seksualiteit, schulden, strafbare feiten of BSN van mensen. Daar zijn geen velden voor. Staat zoiets toch in een tekst, laat het ons weten; dan halen wij het weg.
    .scores = Cijfers of ranglijsten van mensen. Het programma beslist niets over mensen.
privacy-where = Waar het staat en wie erbij kan
    .server = De gegevens staan op een server: { $place }.
    .ourselves = Wij beheren die server zelf.
    .processor = Een ander beheert die server voor ons, in onze opdracht en volgens een overeenkomst.
    .nobody = Uw browser vraagt bij deze pagina’s niets aan andere sites. Wij geven niets door aan anderen.
    .tiles = De kaart toont beelden van { $host }. Die site ziet het internetadres van wie de kaart bekijkt, en welk stuk. Verder geven wij niets door.
    .framed = Andere sites laten onze kaart of lijst zien, met alleen wat iedereen mag zien.
    .taken = Wat iedereen mag zien, kan iedereen ook als bestand meenemen. Wat is meegenomen, kunnen wij niet terughalen.
privacy-after = Als iets wordt weggehaald
    .history = Het is meteen weg van de pagina’s, de kaart en de bestanden. In de geschiedenis blijft staan wat er stond. Die zien alleen de beheerders en wie de server beheert.
    .photos = Van een foto die voor goed wordt gewist, is ook het bestand weg. In back-ups kan het nog even staan.
    .closed = Sluit de wijk, dan ziet niemand haar meer. Na { $days } dagen haalt de server alles weg; dan staat het alleen nog in oudere back-ups.
privacy-backups = Back-ups blijven een tijd staan: de laatste van { $daily } dagen, van { $weekly } weken en van { $monthly } maanden.
privacy-rights = Wat u kunt vragen
    .what = Gaat het over u? Dan mag u:
    .how = Schrijf, mail of bel de contactpersoon hierboven, of spreek iemand van het team aan. U hoeft niet te zeggen waarom. Het kost niets. Wij antwoorden binnen een maand. Wij kunnen vragen om te laten zien wie u bent, maar nooit om een kopie van uw paspoort.
privacy-right-access = zien wat wij over u bewaren, en waar het vandaan komt;
privacy-right-correct = laten veranderen wat niet klopt;
privacy-right-erase = laten weghalen wat over u gaat;
privacy-right-object = bezwaar maken; dan stoppen wij, tenzij wij een reden hebben die zwaarder weegt en die wij u uitleggen;
privacy-right-restrict = vragen het even niet te gebruiken, zolang wij uitzoeken of het klopt;
privacy-right-take = uw gegevens als bestand meekrijgen;
privacy-right-withdraw = nee zeggen waar u eerder ja zei. Dat is net zo makkelijk als ja zeggen.
privacy-complaint = Bent u het niet met ons eens?
    .what = Praat eerst met ons, als u dat wilt. U kunt altijd een klacht indienen bij de Autoriteit Persoonsgegevens: autoriteitpersoonsgegevens.nl.
flow-assets = Wat er in de wijk is
    .whose = Mensen die te herkennen zijn aan een plek, groep of organisatie, zoals de eigenaar van een winkel.
    .what = Naam, omschrijving en plaats van plekken, groepen, organisaties, spullen, diensten en activiteiten.
    .long = Zolang het er is. Wat ophoudt, krijgt een laatste dag of wordt weggehaald.
flow-contacts = Contactpersonen van groepen en organisaties
    .whose = Wie voor een groep of organisatie spreekt.
    .what = Naam of taak, e-mailadres en telefoonnummer.
    .long = Zolang iemand voor de groep of organisatie spreekt. Vraagt die persoon erom, dan halen wij het meteen weg.
flow-stories = Verhalen
    .whose = Wie een verhaal vertelt, en mensen die erin voorkomen.
    .what = Het verhaal, wie het vertelde en of die het goed vond om het te delen.
    .long = Tot de verteller nee zegt, of tot wij het weghalen.
flow-photos = Foto’s
    .whose = Mensen op een foto, en wie de foto maakte.
    .what = De foto zelf, zonder de plaats en het toestel die een telefoon erin opslaat; wat erop te zien is; de maker.
    .long = Tot iemand op de foto of de maker nee zegt, of tot wij de foto weghalen.
flow-talents = Talenten en wensen van bewoners
    .whose = Bewoners die zelf hebben verteld wat zij graag doen, kunnen, willen leren en belangrijk vinden, en die goedvinden dat het wordt bewaard.
    .what = Een naam, wat iemand kan en wil, bij welke groepen iemand hoort en, als die persoon dat wil, wie iemand kent, hoe die te bereiken is en in welk vakje van 100 meter die woont. Nooit het adres. En wat iemand goedvindt: wanneer, in welke woorden, en wie het hoorde.
    .long = Na 12 maanden vragen wij het opnieuw. Zonder antwoord is het na 18 maanden verborgen en na 24 maanden gewist, of eerder als de wijk dat koos. Wie stopt, is meteen gewist: de sleutel gaat weg, zodat ook reservekopieën onleesbaar zijn.
flow-follow-ups = Beloften van het team
    .whose = Mensen aan wie het buurtteam iets beloofde, of die iemand wil vragen.
    .what = Wat is beloofd, door wie en voor welke dag. Een naam van wie nog niet is gevraagd, staat er hoogstens 30 dagen.
    .long = Tot het is gedaan. “Iemand vragen” verdwijnt na 30 dagen.
flow-addresses = Adressen
    .whose = Wie op een adres woont. Namen van bewoners staan er niet bij.
    .what = Straat, huisnummer, postcode en plaats, meestal uit het register van adressen en gebouwen (BAG).
    .long = Zolang het buurtteam langs de deuren gaat. Daarna halen wij de lijst weg.
flow-team = Wie in de wijk werkt
    .whose = Buurtbouwers en beheerders met een account, en de contactpersoon van de wijk.
    .what = Naam, naam om mee in te loggen, en een afdruk van het wachtwoord waaruit het niet is terug te lezen. In welke browsers iemand is ingelogd, op wat voor toestel, en wanneer voor het laatst. Wat er met accounts en sleutels is gedaan. Bij elke wijziging in de wijk: wanneer en door wie. Bij verkeerde wachtwoorden onthoudt de server even vanaf welk internetadres; dat schrijft hij niet op.
    .seen = Beheerders, en wie de server beheert. Iedereen met een account ziet zijn eigen browsers. De contactpersoon staat voor iedereen op deze pagina.
    .long = Het account zolang iemand meewerkt; daarna blijft bij wijzigingen staan wie ze deed. Een browser die niet wordt gebruikt, is na { $idle } dagen uitgelogd, en elke browser na { $longest } dagen. Wat er met accounts en sleutels is gedaan: iets meer dan een jaar.
flow-residents = Bewoners met een kaart
    .whose = Bewoners die om een kaart vroegen.
    .what = De naam waarmee de bewoner genoemd wil worden, en een afdruk van de code op de kaart. In welke browsers de kaart is gebruikt, en wanneer voor het laatst. Wie erom vraagt, laat weten hoe wij langs kunnen komen.
    .seen = Buurtbouwers en beheerders, en wie de server beheert.
    .long = Tot de bewoner de kaart niet meer wil. Een browser die niet wordt gebruikt, is na { $idle } dagen uitgelogd, en elke browser na { $longest } dagen. Een vraag om een kaart blijft tot een buurtbouwer is geweest, en hoogstens een maand.
flow-visitors = Wie deze pagina’s bekijkt
    .whose = Iedereen die hier komt.
    .what = Een cookie met de taal die u koos, en een met het uur van uw vorige bezoek als u naar “Nieuw” kijkt. Ze zeggen niet wie u bent. Het programma telt hoe vaak pagina’s worden gevraagd, en schrijft niet op door wie.
    .seen = Niemand: de cookies staan in uw eigen browser.
    .long = Tot u de cookies van uw browser wist.
register-who = Verantwoordelijke en contact
register-what = Verwerkingen
register-purpose = Doel
register-kinds = Staat bij
register-how-many = Hoeveel
register-count = { $n ->
    [one] Op { $day } staat het bij één record.
   *[other] Op { $day } staat het bij { $n } records.
}
register-receivers = Ontvangers
    .outside = Het programma geeft uit zichzelf niets door aan anderen, ook niet buiten de Europese Unie. Wat voor iedereen is, kan iedereen lezen en meenemen.
    .others = Wie krijgen er nog meer gegevens van u, en in welk land?
register-measures = Beveiliging
    .own = Wat doet u zelf nog, zoals sloten, wachtwoorden en afspraken in het team?
measure-audiences = Elk record en elk veld heeft een publiek. Wat iemand niet mag zien, komt op geen pagina, in geen bestand, in geen telling en in geen zoekresultaat.
measure-closed = Niemand dan beheerders ziet een wijk voordat is gezegd wie verantwoordelijk is en waarvoor.
measure-outside = De pagina’s halen niets bij andere sites, tenzij een beheerder kaartbeelden van buiten kiest.
measure-history = Van elke wijziging is te zien wanneer ze is gedaan, en door wie of in welke rol. Ze kan worden teruggedraaid.
measure-backups = Back-ups worden nagelezen voordat ze tellen. Ze staan in een map die u kiest; die map versleutelt het programma niet.
measure-photos = Foto’s worden opnieuw gemaakt voordat ze worden bewaard: waar en waarmee ze zijn genomen, staat er niet meer in.
measure-errors = In het logboek van het programma staan geen namen en geen contactgegevens. Een andere server die ervoor staat (proxy), kan wel internetadressen opschrijven; let daar zelf op.
dpia-what = 1. Wat gebeurt er?
    .how = Mensen van het team voeren gegevens in, of brengen ze binnen uit een bestand. Ze staan op de server. Ieder ziet op pagina’s, kaart en bestanden wat voor dat publiek is.
    .many = Om hoeveel mensen en adressen gaat het, ongeveer? Wie voert in?
dpia-criteria = 2. Is een DPIA nodig?
    .what = De Europese toezichthouders noemen negen kenmerken. Gelden er twee of meer, dan is een DPIA nodig. Bij elk kenmerk staat wat het programma doet.
    .here = Geldt dit bij u? Waarom wel of niet?
criterion-scoring = Mensen beoordelen of indelen
    .program = Het programma geeft mensen geen cijfer en maakt geen ranglijsten.
criterion-decisions = Automatisch beslissen
    .program = Het programma beslist niets over mensen.
criterion-monitoring = Stelselmatig volgen
    .program = Het programma volgt niemand. Wel kan iemand met foto’s of adressen een beeld van een straat krijgen.
criterion-sensitive = Gevoelige gegevens
    .program = Er zijn geen velden voor. Van een vereniging kan wel blijken waar zij voor is (geloof, politiek, zelfhulp); wie haar contactpersoon is, zegt dan iets over die persoon.
criterion-large = Grote schaal
    .program = Een wijk kan duizenden adressen hebben. U bepaalt hoeveel u binnenbrengt.
criterion-combining = Gegevens koppelen
    .program = Bestanden van anderen worden samengevoegd met wat er is, en op de kaart gezet. Dubbele worden aan een mens voorgelegd.
criterion-vulnerable = Kwetsbare mensen
    .program = Het programma weet niet wie kwetsbaar is en vraagt er niet naar.
criterion-new = Nieuwe techniek
    .program = Het programma gebruikt geen gezichtsherkenning, geen plaatsbepaling van mensen en geen zelflerende techniek.
criterion-prevented = Mensen krijgen iets niet
    .program = Niemand hoeft mee te doen om iets te krijgen.
dpia-needed = 3. Is het nodig, en kan het met minder?
    .why = Waarom zijn deze gegevens nodig voor uw doel?
    .less = Wat hebt u weggelaten omdat het ook zonder kan?
    .ask = Hoe vertelt u mensen dit van tevoren, en hoe vraagt u hun toestemming waar die nodig is?
    .rights = Hoe zorgt u dat mensen binnen een maand antwoord krijgen?
dpia-risks = 4. Wat kan er misgaan voor mensen?
    .what = Bij elk risico staat wat het programma doet en wat er overblijft. Schrijf erbij wat u zelf doet, en of het risico dan klein genoeg is.
    .own = Andere risico’s bij u
    .own-what = Wat kan er nog meer misgaan, hoe groot is de kans, hoe erg is het, en wat doet u eraan?
dpia-risk-done = Wat het programma doet
dpia-risk-rest = Wat overblijft
dpia-risk-own = Wat doet u zelf? Is het risico nu klein, gemiddeld of groot?
risk-unasked = Iemand staat erin zonder dat te weten
    .done = De privacyverklaring is openbaar en noemt bij wie men terechtkan. Gegevens over bewoners zelf neemt deze versie niet aan.
    .rest = In vrije tekst en in bestanden van anderen kunnen namen staan. Het programma herkent die niet.
risk-contacts = Contactgegevens worden misbruikt
    .done = Contactgegevens zijn voor buren en hoger, niet voor iedereen, ook niet in bestanden.
    .rest = Wie ze mag zien, kan ze overschrijven. Een e-mailadres in een omschrijving ziet wel iedereen.
risk-addresses = Uit adressen blijkt wie waar woont
    .done = Adressen hebben geen namen. Alleen buurtbouwers tijdens hun ronde en de beheerders zien ze. Verbindingen tussen mensen en adressen zijn er niet.
    .rest = Wie de buurt kent, weet bij een adres vaak een naam.
risk-sensitive = Iets gevoeligs komt uit
    .done = Soorten verenigingen die iets gevoeligs laten blijken zijn gemerkt. Leden van verenigingen worden in deze versie niet bewaard.
    .rest = De naam van een contactpersoon bij zo’n vereniging zegt al iets. Laat liever een taak noemen (“de voorzitter”).
risk-photos = Iemand staat op een foto die dat niet wil
    .done = Een foto is voor goed te wissen, met bestand en al. Plaats en toestel worden uit de foto gehaald.
    .rest = Het programma ziet niet wie er op een foto staat. Wat iemand al heeft opgeslagen, blijft daar. In back-ups staat de foto nog een tijd.
risk-recognised = Iemand is te herkennen aan een verhaal of aan een kleine groep
    .done = Een verhaal heeft een veld voor de toestemming van de verteller, en elk record kan voor minder mensen te zien zijn.
    .rest = In een kleine buurt is iemand snel te herkennen, ook zonder naam.
risk-figures = Uit cijfers is af te leiden wie er meetelt
    .done = Achter elk cijfer staan minstens vijf mensen uit vijf huizen. Cijfers zijn klassen, veranderen hooguit één keer per maand en alleen met vijf mensen tegelijk. Wil iemand niet meer meetellen, dan verdwijnt het vierkant meteen.
    .rest = Wie van alle anderen in een vierkant al weet wat zij vertelden, weet ook iets over de laatste. Wie ziet dat een vierkant verdwijnt, weet dat daar iemand stopte of verhuisde, maar niet wie. Wie zelf veel verzonnen mensen invoert, kan een cijfer preciezer krijgen; een team let op elkaar.
risk-old = Gegevens kloppen niet meer of blijven te lang
    .done = Wat ophoudt, krijgt een laatste dag. Elke wijziging kan worden nagekeken en teruggedraaid.
    .rest = Het programma haalt oude gegevens niet uit zichzelf weg. De geschiedenis bewaart wat er stond, voor beheerders; daaruit wissen kan alleen voor foto’s.
risk-stolen = De server of een back-up wordt gestolen of gehackt
    .done = Back-ups worden nagelezen. Van wachtwoorden, kaarten en ingelogde browsers bewaart de server alleen een afdruk. Wie waar is ingelogd, gaat niet mee in back-ups.
    .rest = De bestanden op de server en de back-ups zijn niet versleuteld. Versleutel de schijf, en de plek waar de back-ups staan.
dpia-measures = 5. Wat het programma doet om gegevens te beschermen
dpia-decision = 6. Besluit
    .residents = Wat vinden bewoners ervan? Wie hebt u gevraagd?
    .officer = Advies van de functionaris voor gegevensbescherming, als u die hebt
    .decision = Ons besluit: gaan wij zo verder, en waarom? Blijft een risico groot, vraag dan eerst de Autoriteit Persoonsgegevens (AVG artikel 36).
    .review = Wanneer kijken wij opnieuw?
    .signed = Naam, dag en handtekening
breach-what = Wat is een datalek?
    .examples = Gegevens over mensen zijn kwijt, veranderd of gezien door wie dat niet mag. Bijvoorbeeld: een gestolen telefoon of laptop van het team, een lijst die is blijven liggen, een bestand naar de verkeerde persoon, een uitnodiging die bij de verkeerde is gekomen, een gehackte server, iets wat per ongeluk voor iedereen te zien was.
breach-whom = Wie moet het meteen weten?
    .stand-in = Wie vervangt de contactpersoon? Naam en telefoonnummer:
breach-steps = Wat u doet
    .clock = De 72 uur beginnen als iemand van het team het merkt, ook in het weekend.
breach-stop = Stop het lek
    .how = Verberg de wijk als dat nodig is (instellingen, “Bekijk of anderen de wijk zien”), of vraag wie de server beheert om “wijkweb open KORTE-NAAM --hide” te doen. Log een gestolen toestel uit (op de pagina van het eigen account), of laat een beheerder het account uitzetten (pagina Team). Gooi niets weg: u hebt het nodig om te zien wat er is gebeurd.
breach-write = Schrijf op wat u weet
    .how = Wanneer gemerkt, wat, om wie het gaat. Gebruik de regels hieronder. De geschiedenis van de wijk laat zien wat er wanneer is veranderd.
breach-weigh = Weeg het risico voor mensen
    .how = Kan iemand er last van krijgen: lastiggevallen, opgelicht, voor schut gezet, bedreigd? Let extra op wie zijn adres geheim moet houden.
breach-report = Meld het binnen 72 uur
    .how = Is er een risico voor mensen, meld het dan bij de Autoriteit Persoonsgegevens (autoriteitpersoonsgegevens.nl). Weet u nog niet alles? Meld toch, en vul later aan. Geen risico? Dan hoeft melden niet, opschrijven wel.
breach-tell = Vertel het de mensen om wie het gaat
    .how = Is het risico groot, vertel het hun dan snel en in gewone taal: wat er is gebeurd, wat zij kunnen doen, en wie ze kunnen bellen.
breach-learn = Zorg dat het niet nog eens gebeurt
    .how = Bespreek het met het team en pas zo nodig de DPIA aan. Bewaar deze bladen: elk lek hoort in uw overzicht, ook als u het niet meldde.
breach-record = Verslag van een lek
    .what = Een blad voor elk lek (AVG artikel 33, lid 5).
    .noticed = Wanneer en door wie gemerkt
    .happened = Wat is er gebeurd, en wanneer
    .data = Om welke gegevens gaat het
    .people = Om hoeveel en welke mensen gaat het
    .consequences = Wat kan dat voor hen betekenen
    .done = Wat is er gedaan
    .reported = Gemeld bij de Autoriteit Persoonsgegevens op (of: waarom niet)
    .told = Verteld aan de mensen om wie het gaat op (of: waarom niet)
processor-needed = U hebt gezegd dat een ander de server voor u beheert. Dan is een overeenkomst nodig.
processor-not-needed = U hebt niet gezegd dat een ander de server voor u beheert. Huurt u een server, of maakt iemand de back-ups voor u? Dan is toch een overeenkomst nodig.
processor-agreed = Dit staat in de overeenkomst
    .what = Kruis aan wat u hebt gevonden. Mist er iets, teken dan nog niet.
agreed-subject = Waarover het gaat, hoe lang het duurt, om welke gegevens en welke mensen het gaat, en waarvoor.
agreed-orders = De verwerker doet alleen wat u opdraagt, en schrijft dat op.
agreed-silence = Wie erbij kan, moet geheimhouden.
agreed-security = De verwerker beveiligt passend: versleutelde schijven, updates, back-ups, toegang met wachtwoord en tweede stap.
agreed-others = Zonder uw toestemming schakelt de verwerker geen anderen in; voor hen geldt hetzelfde.
agreed-rights = De verwerker helpt u als mensen hun gegevens willen zien, veranderen of laten wissen.
agreed-breach = De verwerker meldt u een lek meteen, en helpt u met melden en met de DPIA.
agreed-end = Na afloop krijgt u alles terug en wist de verwerker het, ook uit back-ups.
agreed-proof = De verwerker laat zien dat het klopt, en werkt mee aan controle.
agreed-outside = De gegevens blijven in de Europese Economische Ruimte, of er is een besluit of contract dat doorgifte toestaat.
processor-signed = Handtekeningen
    .controller = Verantwoordelijke: naam, dag, handtekening
    .processor = Verwerker: naam, dag, handtekening
    .allows = Een lijst met adressen, zonder namen. Alleen het buurtteam en de beheerders zien de adressen van woningen.
## Wie zonder https komt

secret-title = Deze site gebruikt een beveiligde verbinding
secret-what = Zet https:// voor het adres, of volg de link hieronder.

## Het certificaat van de site

certificate-unreadable = Het certificaat kan niet worden gebruikt: { $path }: { $why }
certificate-none = In { $path } staat geen certificaat. Er hoort een PEM-bestand te staan dat begint met -----BEGIN CERTIFICATE-----.
certificate-no-key = In { $path } staat geen sleutel die gebruikt kan worden. Er hoort een PEM-bestand te staan dat begint met -----BEGIN PRIVATE KEY-----, zonder wachtwoord.
certificate-other-key = De sleutel in { $path } hoort bij een ander certificaat. Zet de sleutel neer waarmee dit certificaat is aangevraagd.
certificate-over = Het certificaat in { $path } is verlopen op { $day }. Vraag een nieuw aan; een eigen certificaat vernieuwt u met wijkweb certificate.
certificate-not-yet = Het certificaat in { $path } geldt pas vanaf { $day }. Kijk of de klok van deze computer goed staat.
certificate-key-open = Let op: iedereen op deze computer kan de sleutel in { $path } lezen. Haal dat recht weg (chmod 600).
certificate-soon-over = Let op: het certificaat verloopt op { $day }.
settings-allowed-certificate = voor certificate en certificate_key allebei een bestand, of allebei niets
cli-team-invited = De link werkt één keer, zeven dagen lang: { $link }
cli-team-recovery = Met deze link kiest deze persoon een nieuw wachtwoord. Hij werkt één keer, één dag lang: { $link }
cli-team-off = { $name } is uit het team van { $slug } en overal uitgelogd. Wat deze persoon schreef blijft.
cli-team-nobody =   nog niemand. Nodig iemand uit met: wijkweb team invite --to { $slug } --role steward
cli-team-unknown = Niemand van het team logt in als { $name }. Kijk met “wijkweb team” wie er zijn.
cli-team-last = Dit is de enige beheerder. Nodig eerst een ander uit met: wijkweb team invite
cli-team-role = In het team is iemand builder (buurtbouwer) of steward (beheerder). Een bewoner krijgt een kaart, op de pagina Bewoners met een kaart.

## Een eigen certificaat, en telefoons die het vertrouwen

certificate-no-names = Noem de namen en adressen waaronder de site op uw netwerk te vinden is, bijvoorbeeld: wijkweb certificate wijkweb.local 192.168.1.10
certificate-no-authority = In { $path } staat geen hele uitgever van Wijkweb (authority.pem en authority.key). Zet ze terug, of begin met --new-authority een nieuwe; dan moet elke telefoon die opnieuw vertrouwen.
certificate-not-for = De uitgever die er is mag niet tekenen voor { $name }. Begin met --new-authority een nieuwe; dan moet elke telefoon die opnieuw vertrouwen.
certificate-not-made = Het certificaat kon niet worden gemaakt: { $why }
certificate-not-kept = Het certificaat kan niet in { $path } worden gezet: { $why }
certificate-made = Er is een certificaat voor { $names }, 13 maanden geldig. Vernieuwen: wijkweb certificate.
certificate-keep = De sleutel van de uitgever staat in { $path }. Wie die heeft, kan zich op uw netwerk voordoen als deze site. Bewaar hem liever op een USB-stick in een la, tot u vernieuwt.
certificate-same-authority = De uitgever is dezelfde: telefoons hoeven niets te doen.
certificate-settings = Zet in wijkweb.toml in de gegevensmap:
certificate-phones = Start Wijkweb opnieuw. Open dan op elke telefoon { $address } en volg daar de stappen; of breng { $path } met een kabel over.
certificate-fingerprint =
    De vingerafdruk (SHA-256) van de uitgever. Schrijf hem over of druk hem af: elke telefoon moet precies deze tonen.
    { $fingerprint }
authority-title = Deze telefoon de wijk laten vertrouwen
authority-why = De site van uw wijk draait op een computer hier in de buurt. Uw telefoon kent die nog niet. Met deze stappen leert hij hem kennen, en werkt de site ook beveiligd en zonder verbinding. Het geldt alleen voor deze site: voor niets anders op internet.
authority-download = Haal het certificaat op (wijkweb.crt)
authority-android = Op een Android-telefoon
authority-android-1 = Druk op de knop op deze pagina en bewaar het bestand wijkweb.crt.
authority-android-2 = Open Instellingen en zoek op ‘CA-certificaat’ (Beveiliging, Versleuteling en inloggegevens, Certificaat installeren). Kies ‘Toch installeren’ en dan wijkweb.crt.
authority-android-3 = Zoek in Instellingen op ‘Vertrouwde inloggegevens’, kies ‘Gebruiker’ en open Wijkweb. Vergelijk de SHA-256-vingerafdruk met die op papier. Is er iets anders? Verwijder hem dan en gebruik de site niet.
authority-android-4 = Open de site in Chrome.
authority-iphone = Op een iPhone of iPad
authority-iphone-1 = Open deze pagina in Safari, druk op de knop en kies ‘Sta toe’. Er wordt een profiel opgehaald.
authority-iphone-2 = Open Instellingen en tik bovenaan op ‘Profiel gedownload’, dan op ‘Meer details’ en op het certificaat. Vergelijk de SHA-256-vingerafdruk met die op papier. Is er iets anders? Installeer het dan niet.
authority-iphone-3 = Tik op ‘Installeer’.
authority-iphone-4 = Ga naar Instellingen, Algemeen, Info, Certificaatvertrouwensinstellingen, en zet Wijkweb aan. Open dan de site in Safari.
authority-compare = De vingerafdruk
authority-compare-why = Deze pagina komt nog zonder beveiliging: een ander op het netwerk zou haar kunnen veranderen. Vertrouw daarom niet op deze letters, maar op die op papier of op het scherm van de computer waar Wijkweb op draait. Wat uw telefoon zelf toont, moet daarmee gelijk zijn.
authority-language = Nederlands

## Vrije tekst die iets over iemand kan verraden

screen-found = ‘{ $words }’
screen-health = dit kan iets zeggen over iemands gezondheid
    .why = Over gezondheid schrijven we niets op. Schrijf liever wat iemand graag doet of kan.
screen-religion = dit kan iets zeggen over iemands geloof
    .why = Wat iemand gelooft schrijven we niet op. Zingen, koken of helpen kan ook zonder dat erbij staat waar.
screen-politics = dit kan iets zeggen over iemands politieke mening
    .why = Wat iemand stemt of vindt schrijven we niet op.
screen-union = dit kan iets zeggen over een vakbond
    .why = Bij welke vakbond iemand hoort schrijven we niet op.
screen-origin = dit kan iets zeggen over iemands afkomst
    .why = Waar iemand of zijn familie vandaan komt schrijven we niet op. Een taal die iemand graag spreekt mag wel.
screen-sexuality = dit kan iets zeggen over iemands liefde of lichaam
    .why = Van wie iemand houdt of wie iemand is schrijven we niet op.
screen-debts = dit kan iets zeggen over geld of schulden
    .why = Over schulden, uitkeringen en geldzorgen schrijven we niets op.
screen-police = dit kan iets zeggen over politie of straf
    .why = Over politie, verdenking en straf schrijven we niets op.
screen-number = dit lijkt een nummer waarmee iemand zich legitimeert of betaalt
    .why = Zo’n nummer mogen we niet opschrijven. Haal het weg.
screen-phone = dit lijkt een telefoonnummer
    .why = Een telefoonnummer hoort in het vak voor contact. Daar ziet niet iedereen het.
screen-email = dit lijkt een e-mailadres
    .why = Een e-mailadres hoort in het vak voor contact. Daar ziet niet iedereen het.
screen-address = dit lijkt een adres
    .why = Waar iemand woont staat nooit in een tekst. De plek vul je apart in.
screen-someone = dit lijkt iemand anders bij naam
    .why = Van een ander schrijven we niets op zonder het te vragen. Ga langs en vraag het die persoon zelf.

## Toestemming vragen, versie 1. Deze teksten zijn bewijs: verander ze nooit, maak een versie 2 (src/words/wording.rs)

consent-1-before-who = Wij gaan langs bij de mensen van { $neighbourhood }, om te horen wat zij graag doen, kunnen en willen leren. { $responsible } zorgt voor wat wij opschrijven.
consent-1-before-what = Wij schrijven alleen op wat u zelf vertelt: uw naam, wat u graag doet of kunt, wat u wilt leren en wat u belangrijk vindt. Niets over gezondheid, geloof, geld, afkomst of politiek.
consent-1-before-free = U kiest zelf wat wij opschrijven en wie het ziet. Bij elke vraag mag u nee zeggen. Dat heeft geen gevolgen.
consent-1-before-stop = Stoppen kan altijd: met de code op uw kaart, op uw eigen pagina, of door het tegen een buurtbouwer te zeggen. Het geldt meteen.
consent-1-before-time = Elk jaar vragen wij of het nog klopt. Horen wij niets van u, dan halen wij het weg.
consent-1-age = Bent u 16 jaar of ouder?
    .guardian = Bent u jonger dan 16? Dan moet een ouder of voogd erbij zijn en ook ja zeggen. Wat u vertelt komt dan nooit op een openbare pagina.
consent-1-ask-store = Mogen wij bewaren wat u vertelt?
    .yes = Ja: het buurtteam bewaart uw naam en wat u vertelt. Alleen het buurtteam kan het lezen, tenzij u hierna meer goed vindt.
    .no = Nee: wij schrijven niets op. U kunt gewoon met alles in de buurt meedoen.
consent-1-ask-show_neighbours = Mogen andere bewoners zien hoe u heet en wat u kunt?
    .yes = Ja: bewoners met een kaart van deze buurt kunnen u vinden. Zij zien nooit uw adres, telefoonnummer of e-mailadres.
    .no = Nee: bewoners zien u niet. Het buurtteam weet het wel.
consent-1-ask-show_public = Mag iedereen op internet zien hoe u heet en wat u kunt?
    .yes = Ja: uw naam en wat u kunt staan op een openbare pagina. Iedereen kan die lezen en overnemen. Uw adres, telefoonnummer en e-mailadres staan er nooit bij.
    .no = Nee: op de openbare pagina’s bent u niet te vinden.
consent-1-ask-contact_intro = Mogen wij u vragen of u iemand wilt ontmoeten?
    .yes = Ja: past iets bij u, dan vraagt een buurtbouwer eerst aan u of het mag. Pas als u ja zegt, weet de ander van u.
    .no = Nee: wij vragen u niet of u iemand wilt ontmoeten.
consent-1-ask-relations = Mogen wij bewaren wie u kent en met wie u iets doet?
    .yes = Ja: wij bewaren dat u elkaar kent, maar alleen als de ander dat ook goed vindt.
    .no = Nee: wij bewaren niet wie u kent.
consent-1-ask-statistics = Mogen wij u meetellen?
    .yes = Ja: u telt mee in getallen over de buurt, zoals hoeveel mensen muziek maken. Wij laten zo’n getal alleen zien als het over vijf of meer mensen gaat.
    .no = Nee: u telt in geen enkel getal mee.
consent-1-ask-workshop_export = Mag wat u kunt mee naar een bijeenkomst van de buurt, zonder uw naam?
    .yes = Ja: op een lijst of tekening voor een bijeenkomst staat wat u kunt, met een nummer in plaats van uw naam. Wie u goed kent, kan u misschien toch herkennen.
    .no = Nee: u staat op geen enkele lijst of tekening die meegaat.
consent-1-card = Met de code op deze kaart ziet u alles wat wij van u bewaren. U kunt het veranderen, verbergen of laten wissen. U hoeft niet te zeggen waarom.

## Bewoners: de lijst, een bewoner, en het gesprek

people-title = Bewoners
people-honest-everyone = Hier staan bewoners die het goed vinden dat iedereen hen ziet. Er wonen er meer: wie dat niet wil, staat hier niet.
people-honest-neighbours = Hier staan bewoners die het goed vinden dat buren hen zien. Er wonen er meer: wie dat niet wil, staat hier niet.
people-honest-team = Hier staan alle bewoners die het goed vinden dat wij bewaren wat zij vertellen. Buren en bezoekers zien alleen wie dat wil.
people-n = { $n ->
    [one] { $n } bewoner
   *[other] { $n } bewoners
}
people-search = Zoek op naam
people-by-talent = Zoek op wat iemand kan
people-group = Soort
people-skill = Vaardigheid
people-share = Hoe
people-any = Maakt niet uit
people-teaches = Wil het leren aan anderen
people-all = Toon iedereen
people-nobody = Niemand gevonden
    .text = Er is niemand die dit kan en het goed vindt om hier te staan. Misschien is er wel iemand die niet gevonden wil worden.
people-none = Nog niemand
    .team = Ga langs bij een bewoner en schrijf op wat die graag doet. Bewaard wordt alleen wat iemand goed vindt.
    .visitor = Nog geen bewoner vindt het goed om hier te staan.
people-lives-street = Woont in de { $street }.
people-lives-square = Woont in een vierkant van 100 bij 100 meter op de kaart. Preciezer wordt het niet verteld.
people-for-team = Voor het team
people-shown-to = Wie deze bewoner ziet: { $visibility }.
people-speaks = Spreekt: { $languages }.
people-change = Verander wat er staat
people-new = Een gesprek opschrijven
    .what = Met een bewoner: wat die graag doet, kan en wil leren. Bewaard wordt alleen wat die bewoner goed vindt.
people-where = Waar deze bewoner woont
people-edit = Wat { $name } vertelde
people-keep = Bewaar
people-read-aloud = Lees eerst voor
people-name = Hoe heet u?
    .help = Een voornaam is genoeg.
people-own-words = Wat doet u het liefst, en wat zou u hier graag zien?
    .help = In eigen woorden. Ook voor wat niet in de lijst hieronder staat. Schrijf niets over gezondheid, geloof, geld of andere mensen.
people-talents = Wat kunt u, en wat wilt u leren?
    .help = Met het hoofd, de handen of het hart. Wat doet u het best? Kies er drie. Wat zou u een ander willen leren?
people-too-many-best = Kies er hoogstens drie die bij de beste horen.
people-find = Zoek in de lijst
    .help = Bijvoorbeeld: fiets, koken, computer.
people-find-do = Zoek
people-found = { $n ->
    [0] Niets gevonden voor ‘{ $asked }’
    [one] Eén gevonden voor ‘{ $asked }’
   *[other] { $n } gevonden voor ‘{ $asked }’
}
people-found-nothing = Staat het er niet bij? Schrijf het dan op in eigen woorden, bovenaan.
people-no-group = Zonder soort
people-ticked = ({ $n } gekozen)
people-can = Kan ik
people-learn = Wil ik leren
people-wish = Zoek ik
people-offer = Bied ik aan
people-note = Wat er nog bij hoort, zoals welk instrument
people-team-only = Alleen voor het team
people-cares = Wat vindt u belangrijk in de buurt?
    .help = Kies wat past
people-member = Waar hoort u bij?
    .help = Verenigingen, groepen en ondernemingen
people-member-many = Er zijn er te veel om te tonen. Zoek ze op naam, hieronder.
people-offers = Wat biedt u aan of zoekt u nog meer?
    .help = Een ding, een plek, een activiteit of een dienst uit de wijk. Zoek op naam.
people-home = Waar woont u?
people-place = Wat mag er verteld worden over waar u woont?
    .help = Uw adres bewaren wij nooit.
people-place-none = Niets
people-place-area = Alleen de buurt
people-place-cell = Een vierkant van 100 bij 100 meter
people-place-street = De straat
people-place-known = Wat er bekend is, blijft zo als u straat en nummer leeg laat. Vul ze in als deze bewoner is verhuisd.
people-place-missing = Kies wat er verteld mag worden. ‘Niets’ is ook goed.
people-place-unknown = Dit adres kennen wij niet. Wijs de plek aan op de kaart, of kies iets anders bij wat er verteld mag worden.
people-street = Straat
    .help = Wordt alleen getoond als u hierboven ‘De straat’ kiest.
people-number = Huisnummer
    .help = Straat en nummer worden meteen een vierkant op de kaart, en dan vergeten.
people-spot = Of wijs de plek aan
    .help = De plek wordt meteen een vierkant van 100 bij 100 meter. De plek zelf bewaren wij niet.
people-area = Welke buurt?
    .help = Alleen nodig als straat en nummer leeg blijven.
people-area-missing = Kies een buurt, of vul straat en huisnummer in.
people-reach = Hoe kunnen wij u bereiken?
people-contact = Telefoonnummer of e-mailadres
    .help = Niet nodig. Alleen het team kan het opvragen, en u ziet op uw eigen pagina wie dat deed.
people-contact-known = Wat er bekend is, staat hier niet. Laat dit leeg om het zo te laten.
people-contact-look = Hoe te bereiken
people-contact-gone = Haal weg wat er bekend is
people-languages = Talen
    .help = Welke talen spreekt u graag? Zet er komma’s tussen. Alleen het team ziet dit.
people-connector = Mensen komen bij deze bewoner langs, en die brengt anderen bij elkaar. Alleen het team ziet dit.
people-agree = Wat vindt u goed?
    .help = Lees elke vraag voor. Er is niets vooraf gekozen. Wat niet wordt beantwoord, telt als nee.
people-agree-again = Vraag opnieuw wat goed is
    .help = Wat deze bewoner goed vindt, staat op een eigen pagina.
people-age-adult = Ja, 16 of ouder
people-age-guardian = Nee. Een ouder of voogd is erbij en zegt ook ja
people-age-missing = Kies een van de twee. Is iemand jonger dan 16 en is er geen ouder of voogd bij, bewaar dan niets.
people-store-missing = Zonder ja op deze vraag wordt er niets bewaard. Zegt deze bewoner nee, druk dan op Annuleren: er is niets opgeschreven.
people-asked = Hoe is het gevraagd?
people-asked-spoken = In een gesprek
people-asked-paper = Op papier
people-screened = Kijk hier nog eens naar. Er is nog niets bewaard.
people-screened-change = Ik verander het
people-screened-keep = Bewaar het zo
people-same = Is dit dezelfde bewoner? Er is nog niets bewaard.
people-same-yes = Ja, deze is het
people-same-no = Nee, het is iemand anders
people-overtaken = Iemand anders heeft dit intussen veranderd. Open de bewoner opnieuw en vul daar aan wat u net typte.
done-person-entered = Bewaard, zoals deze bewoner het goed vindt.
done-person-changed = Veranderd.
## Mijn pagina
me-title = Mijn pagina
me-what = Dag { $name }. Hier ziet u alles wat over u bewaard is. U kunt het veranderen, verbergen, meenemen of laten wissen.
me-nobody = Over u is niets bewaard
    .what = Bij deze kaart horen geen gegevens van een bewoner. Wilt u vertellen wat u graag doet of kunt? Zeg het tegen een buurtbouwer.
    .do = Wie zijn de buurtbouwers?
me-done-said = Opgeschreven. Het geldt meteen.
me-done-hidden = U bent verborgen. Niemand ziet u meer, alleen uzelf.
me-done-shown = U bent weer te zien, zoals u goedvindt.
me-done-confirmed = Dank u. Wij vragen het over een tijd opnieuw.
me-ask = Klopt het nog?
    .what = U vertelde dit een tijd geleden. Na { $hide } maanden zonder antwoord verbergen wij het, na { $erase } maanden wissen wij het.
    .do = Ja, het klopt nog
me-ask-late = Wij hoorden lang niets van u
    .what = Na { $hide } maanden zonder antwoord verbergen wij wat u vertelde. Na { $erase } maanden wissen wij het. Klopt het nog?
me-held = Wat er bewaard is
me-no-ties = Er staat niet bij wat u kunt of wilt.
me-ties-unseen = En { $n } met iemand die zelf niet te zien is.
me-only-you = alleen u ziet dit
me-shown = Wie ziet wat
me-shown-nothing = ziet niets van u
me-shown-this = ziet dit van u
me-shown-figures = Vindt u goed dat u wordt meegeteld, dan telt u mee in cijfers over minstens vijf mensen. Uw naam staat daar nooit bij.
me-agreed = Wat ik goedvind
    .what = Eén druk op de knop verandert het. Het geldt meteen, en u hoeft niet te zeggen waarom.
    .with = Lees elke vraag voor. Druk op de knop die past bij het antwoord.
me-agreed-guardian = Een ouder of verzorger heeft dit voor deze persoon gezegd. Wie jonger is dan 16 is nooit voor iedereen te zien.
me-agreed-store = Wilt u dat wij helemaal niets meer bewaren?
me-agreed-before = Alles wat eerder is gezegd
me-agree = Ja, dat is goed
me-stop = Nee, niet meer
me-said-yes = Ja tegen: { $scopes }.
me-said-no = Nee tegen: { $scopes }.
me-said-heard = Gehoord door { $name }; tekst { $version } ({ $language }).
me-told = Wie dit opschreef
me-told-entered = ingevuld
me-told-changed = gegevens veranderd
me-told-tied = { $n } erbij of veranderd
me-told-untied = { $n } weggehaald
me-told-more = En nog { $n } eerder.
me-looks = Wie keek hoe u te bereiken bent
me-looks-none = Niemand.
me-exports = Wat is meegenomen
    .what = Deze bestanden zijn gemaakt toen u goedvond dat het mee mocht. Er staat geen naam in. Wissen kunnen wij ze niet meer.
me-exports-none = Er is niets meegenomen waar u in kunt staan.
me-along = Meenemen
    .what = U kunt alles meenemen als bestand. Bewaar het op een veilige plek.
me-along-json = Als bestand voor een computer (JSON)
me-along-csv = Als tabel (CSV)
me-along-print = Op papier: druk deze pagina af.
me-away = Verbergen of wissen
me-hide = Verberg mij
    .what = Verborgen ziet niemand u meer, ook de buurtbouwers niet. Alles blijft bewaard, en u kunt weer tevoorschijn komen.
me-show = Laat mij weer zien
    .what = U bent nu verborgen. Alleen u ziet wat er bewaard is.
me-erase = Wis alles over mij
    .what = Wissen haalt alles over u weg. Dat kan niet ongedaan worden gemaakt.
person-erase = Wis alles over deze persoon
me-consent-of = Wat { $name } goedvindt
me-column-part = Waarover
me-column-what = Wat
me-column-says = Inhoud
scope-store = bewaren
scope-show_neighbours = laten zien aan bewoners
scope-show_public = laten zien aan iedereen
scope-contact_intro = vragen voor een kennismaking
scope-relations = bewaren wie elkaar kennen
scope-workshop_export = meenemen naar een bijeenkomst, zonder naam
scope-statistics = meetellen in cijfers
channel-spoken = gezegd aan de deur
channel-paper = op papier
channel-self = zelf, op de eigen pagina
channel-file = in een bestand
contact-title = { $name } bereiken
contact-none = Er is niet bewaard hoe deze persoon te bereiken is.
contact-not-agreed = Deze persoon vindt niet goed dat u vraagt naar een kennismaking. Daarom laten wij niet zien hoe u die persoon kunt bereiken.
contact-noted = Dit is opgeschreven
    .what = De persoon ziet op de eigen pagina dat u dit hebt bekeken, en wanneer.
erase-title = Alles over { $name } wissen
erase-what = Wissen haalt echt alles weg. Niemand kan het terughalen, ook wij niet.
erase-goes = Weg gaan: de naam, het contact, wat deze persoon kan en wil, met wie en wat het verbonden is, en wat er vroeger over is opgeschreven.
erase-card = De kaart werkt daarna niet meer.
erase-backups = Reservekopieën van de laatste dagen kunnen niet meer laten lezen wat erin stond. Na hoogstens 30 dagen zijn ook de sleutels in kopieën weg.
erase-files = Bestanden die iemand eerder heeft meegenomen kunnen wij niet wissen. Daar staat geen naam in.
erase-texts = Staat de naam in een tekst over iets anders, zoals een verhaal? Vertel het een beheerder. Die past de tekst aan.
erase-sure = Ja, ik wil dat alles over mij wordt gewist.
erase-sure-with = Ja, deze persoon heeft mij gevraagd alles te wissen.
erase-sure-missing = Zet eerst een vinkje. Zo wissen wij niets per ongeluk.
erase-do = Wis alles
erase-not = Niet wissen
erased-title = Gewist
erased-done = Alles is gewist
    .what = Er is niets meer bewaard over deze persoon. Bedankt voor wat u met de buurt deelde.
erased-on = Naar de buurt

## Sleutels van mensen

cli-restored-locked = { $slug }: { $rows } records en verbindingen van mensen zijn niet te lezen, want hun sleutels kwamen niet mee. Al het andere is terug. Zijn de sleutels van deze reservekopie er nog? Zet ze ernaast en geef “wijkweb check --repair --from RESERVEKOPIE”.
repair-keys = { $slug }: sleutels van mensen die kwijt waren, zijn terug. Ze komen uit de reservekopie.
cli-archived-keys = Wat over mensen is verteld, is in het archief verzegeld. Hun sleutels staan in { $file }. Bewaar dat bestand apart, en niet langer dan 30 dagen: wie beide heeft, kan alles lezen.
cli-archived-sealed = Wat over mensen is verteld, is in het archief verzegeld, en hun sleutels zitten er niet bij. Met --out BESTAND komen ze in een tweede bestand.
same-ask = Staat deze persoon er twee keer in?
same-title = Staat { $name } er twee keer in?
same-what = Kijk goed: twee mensen kunnen dezelfde naam hebben. Zijn het er echt één, dan blijft alles bewaard wat van allebei is verteld, en ook beide keren dat de persoon ja of nee zei.
same-none = Niemand anders heet zo
    .what = Er is niemand met dezelfde naam.
same-do = Ja, dit is dezelfde { $name }
same-not = Nee, terug
same-entered = ingevuld op { $day }

## Wat mensen hier samen kunnen, in cijfers

talents-title = Wat we samen kunnen
talents-lead = Mensen in { $name } vertelden zelf wat ze goed kunnen en graag doen. Hier staat hoeveel mensen dat zijn, per soort talent. Namen staan er niet bij.
talents-people = Mensen die meetellen
talents-none-yet = Er zijn nog geen cijfers
    .why = We maken cijfers zodra genoeg mensen in genoeg huizen goedvinden dat ze meetellen. Daarna één keer per maand.
talents-all = In de hele wijk
talents-ground = Cijfers van { $day }. Geteld zijn mensen die het zelf vertelden en goedvinden dat ze meetellen.
talents-of-people = In de wijk wonen volgens de gegevens van het gebied { $n } mensen. Wie niet vertelde wat die kan, telt hier niet mee.
talents-of-homes = De wijk heeft volgens de gegevens van het gebied { $n } huishoudens. Wie niet vertelde wat die kan, telt hier niet mee.
talents-of-unknown = Hoeveel mensen er in de wijk wonen is hier niet bekend. Daarom weten we niet welk deel van de wijk dit is.
talents-band = { $least } tot en met { $most } mensen
talents-band-most = { $least } mensen of meer
talents-others = Van andere soorten talent vertellen we hier geen cijfer. Dat kan zijn omdat het er te weinig zijn, omdat het nog niet gevraagd is of omdat iemand niet meer mee wil tellen.
talents-withheld-all = Op dit moment vertellen we geen cijfers over de hele wijk.
talents-squares = Per vierkant
talents-squares-note = Een vierkant van 500 meter telt alleen de mensen die niet al in een kleiner vierkant staan.
talents-squares-what = We gebruiken de vierkanten van het CBS: 100 meter bij 100 meter, of 500 meter bij 500 meter. Een vierkant dat er niet bij staat, kan leeg zijn of te weinig mensen hebben. Het verschil vertellen we niet.
talents-on-map = Laat de vierkanten zien op de kaart
talents-no-squares = Er zijn nu geen vierkanten met genoeg mensen om te laten zien.
talents-square = Vierkant
talents-square-of = { $code } ({ $metres } meter)
talents-what = Wat
talents-how-many = Hoeveel
talents-date = Datum van de cijfers
talents-csv = Download als tabel (CSV)
talents-layer = Als kaartlaag (OGC API)
talents-why = Waarom niet preciezer?
talents-why-five = Achter elk cijfer staan minstens vijf mensen uit minstens vijf huizen. Zijn het er minder, dan tellen ze mee in een groter gebied of nergens.
talents-why-bands = We noemen geen precies aantal, maar ‘5 tot en met 9’ of ‘10 tot en met 19’. Zo kan niemand uitrekenen wie erbij kwam of wegging.
talents-why-month = De cijfers zijn van één dag en veranderen hooguit één keer per maand. Komen er in een vierkant minder dan vijf mensen bij, dan blijft het oude cijfer staan.
talents-why-no = Wil iemand niet meer meetellen, dan verdwijnt meteen het hele vierkant waarin die persoon telde. Het komt pas terug als er genoeg anderen bij zijn gekomen.
talents-why-absent = Staat iets er niet bij, dan weten we het niet. Het betekent nooit dat niemand het kan.
talents-new = Nieuwe cijfers
    .what = Cijfers komen vanzelf, één keer per maand. U kunt ze ook nu laten maken.
    .do = Maak de cijfers nu
    .not-before = De volgende cijfers kunnen op { $day } worden gemaakt. Vaker mag niet: dan zou te zien zijn wie erbij kwam.
talents-made = De nieuwe cijfers zijn gemaakt.
talents-too-soon = Er is nog geen maand voorbij. De cijfers zijn niet veranderd.
talents-too-few = Er zijn nog te weinig mensen die meetellen. Er zijn geen cijfers gemaakt.
layers-talents = Talenten in cijfers
    .what = Hoeveel mensen een soort talent hebben, per vierkant van het CBS en in de hele wijk, in klassen. Minstens vijf mensen uit vijf huizen; wat er niet bij staat, wordt niet verteld.
layers-parameter-group = Alleen cijfers van deze groep talenten (code), of people voor alle mensen die meetellen
map-talents = Talenten per vierkant
    .which = Welk talent
    .twin = Lees alle cijfers als lijst
map-talents-none = Voor dit talent zijn er nu geen vierkanten om te laten zien.
map-talents-trouble = De talenten konden niet worden geladen.

## residents from a file

people-file-title = Bewoners uit een bestand
people-file-lead = Hebt u een lijst van bewoners die goedvonden dat u hen hier bewaart? Die kunt u hier binnenhalen. Wie niet ja heeft gezegd, komt er niet in.
people-file-file =
    .help = Een tabel (CSV) van hoogstens 16 MB. Het bestand komt niet op de schijf. Na een uur is het weg.
people-file-may = Wat er in het bestand mag staan
    .what = Elke rij is één bewoner. De kolommen herkennen wij aan hun naam, in het Nederlands of Engels. Alleen de naam is nodig.
people-file-may-name = naam (of voornaam en achternaam), omschrijving, telefoon of e-mail, talen
people-file-may-told = geeft om, biedt, zoekt, lid van: met | of ; tussen de woorden
people-file-may-talents = talenten (of ‘kan’), leert aan, wil leren: woorden uit de woordenlijst; een ander woord komt in de omschrijving
people-file-may-lives = straat en huisnummer, vierkant (zoals E1234N4567), x en y, en precisie: geen, buurt, vakje of straat. Het adres zelf bewaren wij niet.
people-file-may-age = 16+ (ja of nee) en ouder (voor wie jonger is dan 16)
people-file-may-consent = toestemming_bewaren, toestemming_buren, toestemming_openbaar, toestemming_kennismaking, toestemming_relaties, toestemming_bijeenkomst, toestemming_meetellen (ja of nee; leeg is nee) en toestemmingsdatum
people-file-never = Nooit: burgerservicenummer, geboortedatum, geslacht, geloof, gezondheid, herkomst, inkomen, politie. Staan zulke kolommen erin, dan lezen wij ze niet.
people-file-held = { $n ->
    [one] 1 rij gelezen.
   *[other] { $n } rijen gelezen.
} Er is nog niets bewaard: het bestand staat alleen in het geheugen, hoogstens een uur.
people-file-no-names = Er is geen kolom met namen
    .what = Noem een kolom ‘naam’ en lever het bestand opnieuw in.
people-file-basis = Hoe weten we dat zij ja zeiden?
    .what = U staat ervoor in dat deze mensen het goedvonden. Wat u hier invult wordt bewaard, met uw naam erbij. Zo is later te laten zien hoe het is gevraagd.
people-file-ground = Waaruit blijkt wie waar ja tegen zei?
    .help = Kies wat voor dit bestand klopt.
people-file-ground-columns = Het staat per persoon in kolommen van het bestand
people-file-ground-attested = Iedereen in het bestand zei ja tegen hetzelfde
people-file-no-columns = In dit bestand is geen kolom met toestemming gevonden.
people-file-scopes = Waar zei iedereen ja tegen?
    .help = Alleen als iedereen tegen hetzelfde ja zei. Zonder ‘bewaren’ wordt niemand bewaard.
people-file-day = Op welke dag zeiden zij ja?
    .help = Bij verschillende dagen: de eerste. Staat de dag in een kolom, dan telt die kolom.
people-file-wording = Met welke woorden is het gevraagd?
    .help = Wij bewaren die woorden, als bewijs.
people-file-wording-ours = Met onze tekst, versie { $version }
people-file-wording-own = Met een eigen tekst; die schrijf ik hieronder
people-file-own-words = De eigen tekst
    .help = Precies zoals het is voorgelezen of op papier stond.
people-file-way = Hoe zeiden zij ja?
    .help = Het meest gebruikte antwoord.
people-file-way-spoken = Zij zeiden het aan de deur
people-file-way-paper = Zij tekenden op papier
people-file-way-self = Zij vulden het zelf in
people-file-language = In welke taal is het gevraagd?
people-file-source =
    .help = Onder deze naam herkennen wij de rijen als u het bestand nog eens inlevert. Dan komt er niemand dubbel in.
people-file-adults = Zestien jaar of ouder
    .help = Alleen nodig als er geen kolom ‘16+’ is. Wie jonger is, komt er alleen in als een ouder ja zei.
    .yes = Iedereen van wie de leeftijd er niet bij staat, is zestien of ouder
people-file-proof = Bewijs
    .help = Bijvoorbeeld getekende papieren of een lijst van de gesprekken.
    .yes = Ik kan laten zien dat deze mensen ja zeiden
people-file-wants-ground = Zeg waaruit blijkt wie ja zei.
people-file-wants-columns = Er is geen kolom met toestemming in dit bestand. Kies het andere antwoord, of zet die kolommen erin.
people-file-wants-scopes = Kruis aan waar iedereen ja tegen zei, en in elk geval ‘bewaren’.
people-file-wants-day = Vul de dag in waarop zij ja zeiden.
people-file-wants-past-day = Deze dag moet nog komen. Vul de dag in waarop zij ja zeiden.
people-file-wants-wording = Zeg met welke woorden het is gevraagd.
people-file-wants-how = Zeg hoe zij ja zeiden.
people-file-wants-proof = Zonder bewijs kan het bestand niet binnenkomen.
people-file-look = Bekijk wat er gebeurt
people-file-outcome = Dit gebeurt er
people-file-do = { $n ->
    [one] Bewaar 1 bewoner
   *[other] Bewaar { $n } bewoners
}
people-file-count-fresh = { $n ->
    [one] 1 bewoner komt erbij
   *[other] { $n } bewoners komen erbij
}
people-file-count-likely = { $n ->
    [one] 1 daarvan lijkt op iemand die er al is; dat wordt een vraag
   *[other] { $n } daarvan lijken op iemand die er al is; dat worden vragen
}
people-file-count-known = { $n ->
    [one] 1 rij is al eerder binnengehaald
   *[other] { $n } rijen zijn al eerder binnengehaald
}
people-file-count-repeated = { $n ->
    [one] 1 rij staat dubbel in het bestand
   *[other] { $n } rijen staan dubbel in het bestand
}
people-file-count-refused = { $n ->
    [one] 1 rij wordt niet bewaard; hieronder staat waarom
   *[other] { $n } rijen worden niet bewaard; hieronder staat waarom
}
people-file-warnings = { $n ->
    [one] 1 keer staat er iets in een omschrijving dat u misschien liever niet bewaart
   *[other] { $n } keer staat er iets in een omschrijving dat u misschien liever niet bewaart
}
    .what = U beslist zelf. Wilt u iets weglaten, pas dan het bestand aan en lever het opnieuw in.
people-file-written = { $n ->
    [one] 1 bewoner is bewaard
   *[other] { $n } bewoners zijn bewaard
}
    .next = Wie u ziet, ziet u zoals die persoon goedvond. Geef iedereen een kaart, zodat zij zelf kunnen kijken en veranderen.
people-file-undo = Wis deze bewoners
    .what = Was het een vergissing? Dan wissen wij alle bewoners uit dit bestand, echt en voor altijd. Wie daarna zelf iets veranderde, blijft.
people-file-again = Nog een bestand
people-file-gone = Dit bestand is er niet meer
    .what = Een bestand met bewoners bewaren wij hoogstens een uur, en niet als het programma opnieuw begint. Lever het nog een keer in.
people-file-brought = Uit ‘{ $file }’ { $n ->
    [one] is 1 bewoner bewaard.
   *[other] zijn { $n } bewoners bewaard.
}
people-file-is-name = naam
people-file-is-description = omschrijving
people-file-is-contact = contact
people-file-is-languages = talen
people-file-is-talents = talenten
people-file-is-teaches = leert anderen
people-file-is-learns = wil leren
people-file-is-cares = geeft om
people-file-is-offers = biedt
people-file-is-wishes = zoekt
people-file-is-groups = lid van
people-file-is-home = waar iemand woont; alleen het vakje van 100 meter blijft
people-file-is-precision = hoe precies dat te zien mag zijn
people-file-is-adult = zestien of ouder
people-file-is-guardian = een ouder of voogd beslist
people-file-is-day = dag van de toestemming
people-file-is-id = kenmerk van de rij
people-file-is-private = wordt niet gelezen
people-file-is-nothing = wordt niet bewaard
people-file-is-consent = toestemming: { $scope }
snag-private-citizen-number = Een burgerservicenummer mag hier volgens de wet niet staan. De kolom is niet gelezen. Haal haar ook uit uw bestand.
snag-private-document = Nummers van papieren of rekeningen bewaren wij niet. De kolom is niet gelezen.
snag-private-birth = Geboortedatum en leeftijd bewaren wij niet. Alleen of iemand zestien of ouder is. De kolom is niet gelezen.
snag-private-gender = Man, vrouw of anders bewaren wij niet. De kolom is niet gelezen.
snag-private-special = Gezondheid, geloof, mening, herkomst en liefde gaan niemand iets aan. De kolom is niet gelezen.
snag-private-money = Inkomen, uitkering en schulden bewaren wij niet. De kolom is niet gelezen.
snag-private-police = Politie en justitie gaan ons niets aan. De kolom is niet gelezen.
snag-private-family = Met wie iemand woont of getrouwd is, bewaren wij niet. De kolom is niet gelezen.
snag-person-column-not-kept = Voor deze kolom is er geen plaats bij een bewoner. Zij is niet gelezen.
snag-person-name-missing = Hier staat geen naam. Schrijf op hoe deze persoon genoemd wil worden.
snag-person-not-agreed = Deze persoon zei geen ja tegen bewaren, en is niet bewaard. Vraag het eerst.
snag-consent-not-understood = Hier staat niet duidelijk ja of nee. Wij lezen het als nee.
snag-consent-day-missing = Hier staat niet op welke dag deze persoon ja zei. Vul de dag in.
snag-consent-day-to-come = De dag van de toestemming moet nog komen. Kijk de datum na.
snag-consent-too-old = Deze toestemming is ouder dan { $months } maanden en geldt niet meer. Vraag het opnieuw.
snag-consent-gets-old = Deze toestemming is al oud. Vraag deze mensen binnenkort of het nog klopt.
snag-person-age-not-told = Hier staat niet of deze persoon zestien of ouder is. Zet er een kolom ‘16+’ bij.
snag-person-too-young = Deze persoon is jonger dan zestien, en er staat niet dat een ouder ja zei. Niet bewaard.
snag-person-never-public = Wie jonger is dan zestien laten wij nooit aan iedereen zien. Die toestemming is weggelaten.
snag-word-to-description = Dit woord staat niet in de woordenlijst. Het staat nu in de omschrijving. Kies een ander woord, of voeg het toe aan de woordenlijst.
snag-group-not-known = Er is geen groep die precies zo heet, of er zijn er twee. Voeg de groep eerst toe; daarna kan iemand zelf lid worden.
snag-group-sensitive = Dat iemand bij deze groep hoort, zegt iets dat niemand aangaat. Uit een bestand bewaren wij dat niet.
snag-square-not-understood = Dit is geen code van een vakje van 100 meter, zoals E1234N4567.
snag-home-not-in-country = Deze plek ligt niet in Nederland. Er is geen plek bewaard.
snag-precision-not-known = Kies geen, buurt, vakje of straat. Nu is niet te zien waar deze persoon woont.
snag-person-erased = Deze persoon is eerder gewist en komt niet terug uit een bestand. Wil de persoon weer meedoen? Vul het dan samen opnieuw in.
rule-registered = Wat is opgeschreven om later te laten zien, blijft zoals het is.
kind-consent_basis = Bewijs van toestemming
    .many = Bewijzen van toestemming
    .what = Hoe aan de mensen uit een bestand is gevraagd of zij bewaard willen worden.
kind-persons_export = Meegenomen bestand
    .many = Meegenomen bestanden
    .what = Een bestand zonder namen dat iemand van het team heeft meegenomen.
field-delivery = Levering
field-rests_on = Waar het op rust
field-agreed_on = Dag van toestemming
field-wording = De woorden
field-asked_how = Hoe gevraagd
field-asked_in = Taal
field-scopes = Toestemming voor
field-purpose = Waarvoor
field-table = Wat
field-skill_group = Groep vaardigheden
field-persons = Personen
choice-rests_on-columns = Kolommen in het bestand
choice-rests_on-attested = Iedereen hetzelfde
choice-asked_how-spoken = Aan de deur
choice-asked_how-paper = Op papier
choice-asked_how-self = Zelf ingevuld
choice-asked_in-nl = Nederlands
choice-asked_in-en = Engels
choice-table-talents = Talenten en wensen
choice-table-ties = Wie elkaar kennen

## residents, taken along

right-take-along = Meenemen wat bewoners kunnen en willen, zonder namen
people-along-title = Meenemen naar een bijeenkomst
people-along-lead = Maak een tabel van wat bewoners kunnen en willen, of van wie elkaar kennen. Er staan geen namen in.
people-along-small = In een kleine groep herkent men elkaar
    .what = Ook zonder namen kan iemand te herkennen zijn. Bijvoorbeeld aan een talent dat maar één persoon heeft, of aan wie elkaar kennen. Laat de tabel niet rondgaan en gooi haar daarna weg.
people-along-purpose = Waarvoor neemt u dit mee?
    .help = Bijvoorbeeld: buurtavond over tuinieren, 3 december. Bewoners kunnen dit lezen.
people-along-what = Wat neemt u mee?
people-along-group = Welke vaardigheden?
    .help = Neem niet meer mee dan nodig.
people-along-all = Alle groepen
people-along-do = Schrijf op en haal de tabel
people-along-wants-purpose = Schrijf op waarvoor u dit meeneemt.
people-along-wants-table = Kies wat u meeneemt.
people-along-in = Wat er in de tabel staat
people-along-in-who = Alleen bewoners die goedvinden dat zij meegaan naar een bijeenkomst. Wie zich bedenkt terwijl de tabel wordt gemaakt, staat er niet meer in.
people-along-in-what = Alleen woorden uit de woordenlijsten. Geen eigen teksten, geen contact, geen lidmaatschappen.
people-along-in-where = Geen adres en geen straat; hooguit een vak van 500 meter.
people-along-in-names = Elke bewoner heet P-0001, P-0002, enzovoort. De volgende keer heet iedereen anders. Niemand kan terugzoeken wie het is.
people-along-taken = Wat er eerder is meegenomen
    .what = Elke tabel wordt opgeschreven voordat zij weggaat: waarvoor, wat, wanneer en door wie.
people-along-none = Er is nog niets meegenomen
people-along-persons = { $n ->
    [0] niemand
    [one] hoogstens 1 persoon
   *[other] hoogstens { $n } personen
}
people-along-agreed = van wie goedvindt: { $scopes }

## promises

right-follow-ups = Beloften opschrijven en doen
follow-title = Beloften
follow-lead = Wat het team heeft beloofd. Noemt een bewoner iemand anders? Dan vragen wij het eerst aan die persoon. Tot die tijd bewaren wij niets over die persoon, behalve deze belofte.
follow-open = { $n ->
    [0] Nog te doen
    [one] Nog te doen: 1
   *[other] Nog te doen: { $n }
}
follow-none = Er staat niets open
    .what = Schrijf hieronder op wat u iemand belooft.
follow-finished = { $n ->
    [one] Gedaan: 1
   *[other] Gedaan: { $n }
}
follow-done-on = Gedaan op { $day }
follow-nobody = nog niemand
follow-due = Vóór { $day }
follow-late = Had gedaan moeten zijn op { $day }
follow-erased-when-asked = Deze regel wordt gewist als het is gevraagd, en in elk geval na 30 dagen.
follow-asked = Gevraagd: wis deze regel
follow-done = Gedaan
follow-give-to = Geef aan
follow-give = Geef
follow-new = Nieuwe belofte
follow-task = Wat gaat u doen?
follow-text = Wie en wat?
    .help = Bijvoorbeeld: vraag Mo van de overkant of hij wil helpen in de tuin. Schrijf niet meer op dan u nodig hebt om het te vragen.
follow-owner = Wie doet het?
follow-by = Vóór welke dag?
    .help = Iemand vragen doet u binnen 30 dagen.
follow-add = Schrijf op
follow-wants-task = Kies wat u gaat doen.
follow-wants-text = Schrijf op wie en wat.
follow-wants-owner = Kies wie het doet, iemand van het team.
follow-wants-due = Vul in vóór welke dag u het vraagt.
follow-due-past = Deze dag is al voorbij. Kies een dag vanaf vandaag.
follow-due-late = Vraag het binnen 30 dagen. Kies een eerdere dag.
follow-done-added = Opgeschreven
follow-done-given = Aan een ander gegeven
follow-done-done = Gedaan
follow-done-erased = Gewist: er is niets meer over bewaard
follow-print = Op papier: druk deze pagina af. Gooi het papier daarna weg.
