use super::numbers::passes_eleven_test;
use super::*;
use crate::words::{Language, Words};

/// The categories a text is warned of.
fn of(text: &str) -> Vec<Category> {
    screen(text).into_iter().map(|warning| warning.category).collect()
}

/// Sentences that tell something, each with the category.
const TELLING: &[(&str, Category)] = &[
    ("Heeft suikerziekte en kan niet lang staan", Category::Health),
    ("zij is DIABETISCH", Category::Health),
    ("Ze zit vaak thuis met depressies", Category::Health),
    ("Loopt slecht sinds een herseninfarct", Category::Health),
    ("zit in een rolstoel", Category::Health),
    ("Is door een burn-out gestopt met werken", Category::Health),
    ("Ligt in het ziekenhuis, over een maand weer vragen", Category::Health),
    ("Hij was verslaafd aan drank", Category::Health),
    ("Is zwanger van een tweeling", Category::Health),
    ("heeft een ernstige pinda-allergie", Category::Health),
    ("Zijn rug is kapot, hij heeft rugklachten", Category::Health),
    ("She has been depressed since the winter", Category::Health),
    ("He uses a wheelchair", Category::Health),
    ("Recovering from breast cancer", Category::Health),
    ("Gaat elke vrijdag naar de moskee", Category::Religion),
    ("Ik zing in het kerkkoor", Category::Religion),
    ("Actief in de kerk", Category::Religion),
    ("Overtuigd atheïst", Category::Religion),
    ("Vast tijdens de ramadan, dus liever na negen uur", Category::Religion),
    ("They pray five times a day", Category::Religion),
    ("goes to church on Sundays", Category::Religion),
    ("Is lid van de PvdA", Category::Politics),
    ("Stemt al jaren op dezelfde partij", Category::Politics),
    ("Zat voor het CDA in de gemeenteraad", Category::Politics),
    ("klimaatactivist", Category::Politics),
    ("Votes Labour", Category::Politics),
    ("member of the Green Party", Category::Politics),
    ("Kaderlid van de vakbond", Category::Union),
    ("werkt als vrijwilliger voor de FNV", Category::Union),
    ("a shop steward at the harbour", Category::Union),
    ("Van Marokkaanse afkomst", Category::Origin),
    ("Is gevlucht uit Syrië", Category::Origin),
    ("Een Turkse vrouw die mooi naait", Category::Origin),
    ("Zij is Pools", Category::Origin),
    ("Came from Eritrea as a refugee", Category::Origin),
    ("Woont samen met zijn vriend, hij is homo", Category::Sexuality),
    ("Is lesbisch", Category::Sexuality),
    ("zij is uit de kast gekomen", Category::Sexuality),
    ("She is transgender", Category::Sexuality),
    ("Zit diep in de schulden", Category::Debts),
    ("Heeft een bijstandsuitkering", Category::Debts),
    ("Krijgt eten van de voedselbank", Category::Debts),
    ("Er stond een deurwaarder voor de deur", Category::Debts),
    ("lives on benefits", Category::Debts),
    ("They were evicted last year", Category::Debts),
    ("Heeft een strafblad", Category::Police),
    ("De politie komt er vaak", Category::Police),
    ("Was in de gevangenis", Category::Police),
    ("was arrested for theft", Category::Police),
    ("Hij is verdacht van fraude", Category::Police),
    ("BSN 123456782", Category::Number),
    ("nummer 1234.56.782 staat op de kaart", Category::Number),
    ("Rekening NL91 ABNA 0417 1643 00", Category::Number),
    ("rekening nl91abna0417164300", Category::Number),
    ("Bel 06-12345678", Category::Phone),
    ("bel (010) 123 45 67", Category::Phone),
    ("0031 6 12 34 56 78", Category::Phone),
    ("phone +44 20 7946 0018", Category::Phone),
    ("mail naar anna.v@voorbeeld.nl.", Category::Email),
    ("Woont op Kolkstraat 12", Category::Address),
    ("lives at 12 Station Road", Category::Address),
    ("postcode 1369 QA", Category::Address),
    ("Mijn buurvrouw Anna kan goed naaien", Category::Someone),
    ("vraag mevrouw De Vries", Category::Someone),
    ("vraag mevr. De Vries", Category::Someone),
    ("mijn buurman van 14 heeft een ladder", Category::Someone),
    ("mijn broertje heet Daan", Category::Someone),
    ("buurvrouw anna", Category::Someone),
    ("Ik werk graag samen met Fatima", Category::Someone),
    ("My neighbour John mends bicycles", Category::Someone),
    ("ask Mrs. Jones", Category::Someone),
    ("my friend called Zora", Category::Someone),
    ("Mevrouw heeft last van dementie en woont alleen", Category::Health),
    ("Heeft een lichte verstandelijke beperking", Category::Health),
    ("Is depressief geweest na haar scheiding", Category::Health),
    ("Slikt medicijnen voor haar hart", Category::Health),
    ("Zijn zoon heeft autisme", Category::Health),
    ("Heeft MS", Category::Health),
    ("Krijgt chemo", Category::Health),
    ("Hij heeft ADHD", Category::Health),
    ("Hoort slecht, is bijna doof", Category::Health),
    ("has mental health problems", Category::Health),
    ("suffers from anxiety", Category::Health),
    ("Overtuigd christen, gaat naar de zondagsdienst", Category::Religion),
    ("Zij is moslima", Category::Religion),
    ("actief lid van de Jehova's getuigen", Category::Religion),
    ("helpt in de moskee met de schoonmaak", Category::Religion),
    ("Is gelovig opgevoed", Category::Religion),
    ("She is a practising Muslim", Category::Religion),
    ("Stemt PVV", Category::Politics),
    ("Is GroenLinks-lid", Category::Politics),
    ("Actief bij de SP", Category::Politics),
    ("Is a conservative councillor", Category::Politics),
    ("Lid van FNV", Category::Union),
    ("union rep at the hospital", Category::Union),
    ("Komt oorspronkelijk uit Turkije", Category::Origin),
    ("Is Marokkaan", Category::Origin),
    ("Syrische vluchteling", Category::Origin),
    ("Heeft een Surinaamse achtergrond", Category::Origin),
    ("Originally from Somalia", Category::Origin),
    ("Is getrouwd met een man en is gay", Category::Sexuality),
    ("Hij is biseksueel", Category::Sexuality),
    ("Zit in de schuldsanering", Category::Debts),
    ("Heeft een huurachterstand", Category::Debts),
    ("Leeft van een uitkering", Category::Debts),
    ("Has big debts", Category::Debts),
    ("Is vorige week opgepakt", Category::Police),
    ("Is veroordeeld voor diefstal", Category::Police),
    ("has a criminal record", Category::Police),
    ("Bel me op 0612345678", Category::Phone),
    ("+31 6 1234 5678", Category::Phone),
    ("mijn bsn is 111222333", Category::Number),
    ("Haar man Piet repareert fietsen", Category::Someone),
    ("Ook tante Sjaan doet mee", Category::Someone),
    ("mijn vriendin Amira kan goed koken", Category::Someone),
    ("De heer Jansen van hiernaast schildert", Category::Someone),
    ("Her husband Peter can weld", Category::Someone),
    ("the neighbour on number 8, Mr Brown", Category::Someone),
];

/// Sentences of neighbours that tell nothing of the kind.
const HARMLESS: &[&str] = &[
    "Ik bak graag brood en deel het met de straat",
    "Kookt Surinaams voor groepen, ook halal",
    "Spreekt Turks, Nederlands en een beetje Engels",
    "Praat graag over politiek en geschiedenis",
    "Helpt mensen met een beperking bij het zwemmen",
    "Brengt soep bij zieke buren",
    "Haalt medicijnen op voor wie ziek is",
    "Begeleidt ouderen met dementie tijdens een wandeling",
    "Werkte dertig jaar bij de politie",
    "Werkt in de thuiszorg",
    "EHBO en reanimatie, met diploma",
    "Kan behangen, stucen en een kraan repareren",
    "Speelt gitaar en zingt in het shantykoor",
    "De repetitie is in de zaal achter de kerk",
    "Concert in de kerk, elk jaar in december",
    "Wil leren lassen",
    "Gelooft in samen eten",
    "Vrijwilliger bij de voedselbank",
    "Geeft taalles aan vluchtelingen",
    "Het is niemands schuld als de tuin droog staat",
    "Heeft een bakfiets met 3 zitjes",
    "Sinds 2019 in de tuingroep, in 2020 en 2021 voorzitter",
    "Elke maandag om 19.30 uur in het buurthuis",
    "Op 01-05-2024 10.30 uur begint de markt",
    "Er waren 123456789 bijen",
    "Helpt bij de belastingaangifte",
    "Is handig met computers, telefoons en DigiD",
    "Zorgt voor katten als je op vakantie bent",
    "Woont al veertig jaar in de straat",
    "Kent veel mensen in de Anna Paulownastraat",
    "Mijn buurvrouw kan heel goed naaien",
    "De buurman heeft een ladder",
    "Mijn dochter en ik doen samen mee",
    "Mensen welkom heten, een praatje maken",
    "Onderhandelt met de gemeente over het plein",
    "Heeft op het plan voor een nieuw plein gestemd",
    "Weet alles van vogels en bomen",
    "Stemt piano's en gitaren",
    "I love baking cakes for street parties",
    "Teaches Arabic cooking and calligraphy",
    "Walks with people with dementia",
    "Brings soup to sick neighbours",
    "Plays in a band, on the square next to the church",
    "Can mend bicycles, toasters and radios",
    "Would like to learn the piano",
    "Sings in unison with the whole street",
    "Worked for the police for thirty years",
    "Talks about politics and football over coffee",
    "My neighbour has a ladder to lend",
    "Deals well with angry people",
    "Made a bid for the old school building",
    "Meets at 19.30 on Mondays",
    "Volunteers at the food bank",
    "Raised 2500 euros for the playground",
    "Knows how to fill in forms",
    "Mother and daughter who dance together",
    "Sun, moon and stars: tells stories about the sky",
    "Het koor is er voor iedereen die van zingen houdt",
    "Ik ben Maria en ik bak taarten",
    "Vragen over de tuin? Kom op zaterdag langs",
    "Wil graag iets doen met kinderen en muziek",
    "Kan goed luisteren en koffie zetten",
    "Houdt van wandelen in het park met de hond",
    "Kent iedereen in de flat",
    "Heeft rijbewijs B en een aanhanger",
    "Schildert portretten in olieverf",
    "Geeft wiskundeles aan pubers",
    "Leidt vergaderingen en maakt verslagen",
    "Kookt elke donderdag voor zestig mensen",
    "Heeft vroeger in een ziekenhuis gewerkt als kok",
    "Is oud-brandweerman en weet alles van rookmelders",
    "Kan haken, breien en sokken stoppen",
    "Kan Arabisch en Frans vertalen",
    "Doet mee met de buurtapp en de schoonmaakdag",
    "Wil leren zwemmen en fietsen",
    "Repareert radio's uit 1950 tot 1980",
    "Zoekt 2 mensen om mee te tennissen op dinsdag",
    "Loves gardening, bees and old apple trees",
    "Can drive a minibus on weekends",
    "Good at listening and making tea",
    "Grows tomatoes on the balcony",
    "Enjoys painting and would teach children",
    "Ran a small shop for 20 years",
    "Plays chess on Fridays in the library",
    "",
    "🌻🌻🌻",
];

#[test]
fn what_tells_something_of_a_person_is_found_in_dutch_and_in_english() {
    let missed: Vec<_> = TELLING.iter().filter(|(text, category)| !of(text).contains(category)).collect();
    assert!(missed.is_empty(), "{missed:#?}");
}

#[test]
fn neighbourly_sentences_are_left_alone() {
    let alarmed: Vec<_> = HARMLESS.iter().map(|text| (text, screen(text))).filter(|(_, found)| !found.is_empty()).collect();
    assert!(alarmed.is_empty(), "{alarmed:#?}");
}

#[test]
fn one_thing_is_found_as_one_thing() {
    let wrong: Vec<_> = TELLING.iter().map(|(text, _)| (text, of(text))).filter(|(_, found)| found.len() > 1).collect();
    let known = ["Came from Eritrea as a refugee"];
    assert!(wrong.iter().all(|(text, _)| known.contains(text)), "{wrong:#?}");
}

#[test]
fn the_words_are_told_as_they_were_typed_each_once() {
    let found = screen("Zij heeft DIABETES (diabetes, type 2); bel  06 - 1234 5678 en vraag buurvrouw\u{a0}Åse.");
    assert_eq!(
        found,
        [
            Warning { category: Category::Health, words: vec!["DIABETES".into(), "diabetes".into()] },
            Warning { category: Category::Phone, words: vec!["06 - 1234 5678".into()] },
            Warning { category: Category::Someone, words: vec!["buurvrouw Åse".into()] },
        ]
    );
}

#[test]
fn accents_capitals_and_loose_accents_do_not_hide_a_word() {
    for text in ["EPILEPSIE", "Épilepsie", "e\u{301}pilepsie", "suïcidaal", "suicidaal", "pre-Islamitisch, Islamitisch"] {
        assert_eq!(of(text).len(), 1, "{text}");
    }
}

#[test]
fn whom_a_text_is_about_is_nobody_else() {
    assert_eq!(of("Fatima bakt graag"), [Category::Someone]);
    assert_eq!(screen_beside("Fatima bakt graag", "Fatima de Wit"), []);
    assert_eq!(screen_beside("Mevrouw De Wit bakt graag", "Fatima de Wit"), []);
    assert_eq!(screen_beside("Fatima bakt graag met Kees", "Fatima de Wit")[0].words, ["Kees"]);
}

#[test]
fn only_numbers_that_pass_the_eleven_test_are_those_of_citizens() {
    assert!(passes_eleven_test("123456782") && passes_eleven_test("111222333"));
    assert!(!passes_eleven_test("123456789") && !passes_eleven_test("000000000") && !passes_eleven_test("1234567890"));
    // Eight digits are one only where the text says so: a number of the chamber of commerce has eight as well.
    assert_eq!(of("12345672"), []);
    assert_eq!(screen("bsn: 10000008")[0].words, ["bsn", "10000008"]);
}

#[test]
fn every_line_of_the_lists_can_be_read_and_every_category_has_its_words() {
    assert_eq!(lists().faults, Vec::<String>::new());
    for category in Category::ALL {
        for language in Language::ALL {
            let words = Words::of(language);
            assert!(words.find(&format!("screen-{}", category.code())).is_some(), "{category:?}");
            assert_ne!(category_in_words(words, category), format!("screen-{}.why", category.code()));
        }
    }
}

#[test]
fn a_warning_says_what_was_found_and_of_what_kind() {
    let said = warning_in_words(Words::of(Language::Dutch), &screen("Is lid van de VVD en van D66")[0]);
    assert_eq!(said, "‘VVD’, ‘D66’: dit kan iets zeggen over iemands politieke mening");
}

/// The words for talents are what people write, so they had better not alarm anybody.
#[test]
fn the_names_of_talents_and_themes_alarm_nobody() {
    let lists = [include_str!("../../../fixtures/vocabulary/skills.csv"), include_str!("../../../fixtures/vocabulary/themes.csv")];
    for line in lists.iter().flat_map(|list| list.lines()) {
        let label = line.split(',').nth(2).unwrap_or_default();
        assert_eq!(screen(label), [], "{label}");
    }
}

/// Each character could be the one at which a text is cut.
#[test]
fn no_text_is_too_odd_to_read() {
    for text in
        ["@", "a@", "@b.c", "é@é.éé", "+", "+31", "00", "0000000000", "(0)", "1-1-1-1-1-1-1", "NL91", "nl91ab", "1234ÄB", "x1234567"]
    {
        screen(text);
        screen(&text.repeat(40));
    }
}

proptest::proptest! {
    #[test]
    fn finds_are_always_words_of_the_text(text in "[a-zA-Z0-9@+ .,éï'-]{0,80}") {
        let blank_once = text.split_whitespace().collect::<Vec<_>>().join(" ");
        for warning in screen(&text) {
            proptest::prop_assert!(warning.words.iter().all(|word| !word.is_empty() && blank_once.contains(word)));
        }
    }
}
