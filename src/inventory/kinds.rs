//! Every kind, declared once. Forms, validation, lists, pages, CSV, GeoJSON, import and the OpenAPI document follow from
//! these tables; the words for people are in `static/words/*.ftl` under `kind-{code}` and `field-{name}`.

use crate::inventory::field::{Field, Official, Shape, line, of, prose};
use crate::inventory::kind::{Declaration, Role};
use crate::inventory::visibility::Visibility;

/// Fields that every kind has, before its own.
pub static SHARED_FIELDS: &[Field] = &[
    line().named("name").required().aliases(&[
        "naam",
        "title",
        "titel",
        "label",
        "organization",
        "organisation",
        "organisatie",
        "buurtnaam",
        "location",
        "locatie",
    ]),
    prose().named("description").aliases(&[
        "omschrijving",
        "beschrijving",
        "toelichting",
        "text",
        "tekst",
        "opmerkingen",
        "remarks",
        "note",
    ]),
    of(Shape::Tags).named("tags").aliases(&["trefwoorden", "labels", "keywords"]),
    of(Shape::Link).named("website").aliases(&["url", "link", "homepage", "site", "contact:website"]),
];

/// Organisations reach people by these; shown from neighbours up.
const fn contact() -> Field {
    line().seen_by(Visibility::Neighbours)
}

/// Declares the kinds: `module: Variant "plural" role located visibility { fields }`.
macro_rules! declare_kinds {
    ($($(#[$doc:meta])* $module:ident: $kind:ident $plural:literal, $role:ident, $located:literal, $visibility:ident {
        $($(#[$field_doc:meta])* $field:ident: $spec:expr,)*
    })*) => {
        /// What a record is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $($(#[$doc])* $kind,)* }

        impl Kind {
            /// All kinds, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$kind,)*];

            /// All that is declared of this kind.
            pub fn declaration(self) -> &'static Declaration {
                match self {
                    $(Self::$kind => {
                        static DECLARATION: Declaration = Declaration {
                            kind: Kind::$kind,
                            code: stringify!($module),
                            plural: $plural,
                            role: Role::$role,
                            located: $located,
                            visibility: Visibility::$visibility,
                            own_fields: &[$($spec.named(stringify!($field)),)*],
                        };
                        &DECLARATION
                    })*
                }
            }
        }
    };
}

declare_kinds! {
    /// Part of the world with a boundary: from a street segment to a municipality.
    area: Area "areas", Setting, true, Everyone {
        level: of(Shape::Choice(&["segment", "block", "buurt", "wijk", "gemeente", "project"])).aliases(&["niveau"]),
        cbs_code: of(Shape::Code(Official::Cbs)).aliases(&["buurtcode", "wijkcode", "gemeentecode", "bu_code", "wk_code", "gm_code", "statcode", "regioscode"]),
        cbs_year: of(Shape::Whole(1995, 2200)).aliases(&["jaar", "year", "jrstatcode"]),
        population: of(Shape::Whole(0, 100_000_000)).aliases(&["inwoners", "aantal_inwoners", "aantalinwoners_5"]),
        households: of(Shape::Whole(0, 100_000_000)).aliases(&["household", "huishoudens", "aantal_huishoudens"]),
        surface_ha: of(Shape::Decimal(0.0, 100_000_000.0)).unit("ha").aliases(&["area", "oppervlakte_totaal_in_ha", "oppervlakte"]),
    }
    /// A door: where post is delivered. Homes are for the door team only.
    address: Address "addresses", Setting, true, DoorTeam {
        street: line().required().aliases(&["straat", "straatnaam", "openbareruimte", "openbareruimtenaam", "addr:street"]),
        number: line().required().aliases(&["huisnummer", "nummer", "housenr", "house_number", "addr:housenumber"]),
        postcode: of(Shape::Code(Official::Postcode)).aliases(&["postal_code", "zip", "addr:postcode"]),
        town: line().aliases(&["woonplaats", "plaats", "city", "woonplaatsnaam", "addr:city"]),
        bag_id: of(Shape::Code(Official::Bag)).aliases(&["nummeraanduiding_id", "nummeraanduiding", "object_id", "adresseerbaarobject_id", "bagid", "ref:bag"]),
    }
    /// A resident. Kept and shown only as they agreed; what they can and want are ties.
    person: Person "persons", Person, true, Builders {
        contact: of(Shape::Line(300)).seen_by(Visibility::Own),
        languages: of(Shape::Tags).seen_by(Visibility::Builders),
        location_precision: of(Shape::Choice(&["none", "area", "cell", "street"])).seen_by(Visibility::Builders),
        street: line().seen_by(Visibility::Neighbours),
        square: line().seen_by(Visibility::Own),
        home: line().seen_by(Visibility::Own),
        adult16: of(Shape::YesNo).seen_by(Visibility::Builders),
        connector: of(Shape::YesNo).seen_by(Visibility::Builders),
        hidden: of(Shape::YesNo).seen_by(Visibility::Builders),
        consents: of(Shape::Entries).seen_by(Visibility::Builders),
        contact_seen: of(Shape::Entries).seen_by(Visibility::Own),
    }
    /// Something the team promised to do: ask somebody, bring people together, thank them.
    follow_up: FollowUp "follow_ups", Task, false, Builders {
        task: of(Shape::Choice(&["ask", "introduce", "bring_along", "thank", "ask_again"])).required(),
        owner: line(),
        due: of(Shape::Day),
        done_on: of(Shape::Day),
    }
    /// On what it rests that the people of a file agreed: kept to prove that they were asked.
    consent_basis: ConsentBasis "consent_bases", Evidence, false, Builders {
        delivery: line().required(),
        rests_on: of(Shape::Choice(&["columns", "attested"])).required(),
        agreed_on: of(Shape::Day),
        wording: of(Shape::Prose(5_000)).required(),
        asked_how: of(Shape::Choice(&["spoken", "paper", "self"])).required(),
        asked_in: of(Shape::Choice(&["nl", "en"])),
        scopes: of(Shape::Tags),
    }
    /// A file with what persons can, want or know that somebody took along, without their names.
    persons_export: PersonsExport "persons_exports", Evidence, false, Builders {
        purpose: of(Shape::Prose(2_000)).required(),
        table: of(Shape::Choice(&["talents", "ties"])).required(),
        skill_group: line(),
        persons: of(Shape::Whole(0, 1_000_000)),
        scopes: of(Shape::Tags),
    }
    /// Something a person can do, know or teach.
    skill: Skill "skills", Vocabulary, false, Everyone {
        code: line().required(),
        group: of(Shape::Term("skill_group")),
        label_nl: line().required(),
        label_en: line().required(),
        synonyms_nl: prose(),
        synonyms_en: prose(),
        broader: of(Shape::OwnTerm),
        merged_into: of(Shape::OwnTerm),
        esco_uri: of(Shape::Link),
    }
    /// What people care about.
    theme: Theme "themes", Vocabulary, false, Everyone {
        code: line().required(),
        label_nl: line().required(),
        label_en: line().required(),
        synonyms_nl: prose(),
        synonyms_en: prose(),
        broader: of(Shape::OwnTerm),
        merged_into: of(Shape::OwnTerm),
    }
    /// A word of one of the other vocabularies, such as the kinds of association.
    term: Term "terms", Vocabulary, false, Everyone {
        scheme: line().required(),
        kinds: of(Shape::Tags),
        code: line().required(),
        label_nl: line().required(),
        label_en: line().required(),
        synonyms_nl: prose(),
        synonyms_en: prose(),
        broader: of(Shape::OwnTerm),
        merged_into: of(Shape::OwnTerm),
        sensitive: of(Shape::YesNo),
        osm: prose(),
        icon: line(),
    }
    /// A group whose members decide: a club, a street committee, a choir.
    association: Association "associations", Asset, true, Everyone {
        association_kind: of(Shape::Term("association_kind")).aliases(&["soort_vereniging", "verenigingssoort", "soort", "club"]),
        form: of(Shape::Term("organisation_form")).aliases(&["rechtsvorm", "vorm"]),
        formal: of(Shape::YesNo).aliases(&["formeel"]),
        members_approx: of(Shape::Whole(0, 1_000_000)).aliases(&["leden", "aantal_leden", "members"]),
        meets: line().aliases(&["bijeenkomst", "komt_samen"]),
        address_text: line().aliases(&["adres", "address"]),
        contact_name: contact().aliases(&["contactpersoon", "contact"]),
        email: contact().aliases(&["e-mail", "mail"]),
        phone: contact().aliases(&["telefoon", "tel"]),
        kvk: of(Shape::Code(Official::Kvk)).aliases(&["kvk_nummer", "kvknummer"]),
    }
    /// An organisation where people are paid to serve: a school, a library, a housing corporation.
    institution: Institution "institutions", Asset, true, Everyone {
        form: of(Shape::Term("organisation_form")).aliases(&["rechtsvorm", "vorm"]),
        sector: of(Shape::Choice(&["public", "non_profit", "for_profit"])),
        social_base_level: of(Shape::Choice(&["personal", "communal", "institutional"])).aliases(&["sociale_basis"]),
        opening_hours: prose().aliases(&["openingstijden", "hours"]),
        address_text: line().aliases(&["adres", "address"]),
        contact_name: contact().aliases(&["contactpersoon", "contact"]),
        email: contact().aliases(&["e-mail", "mail"]),
        phone: contact().aliases(&["telefoon", "tel"]),
        kvk: of(Shape::Code(Official::Kvk)).aliases(&["kvk_nummer", "kvknummer"]),
    }
    /// A business or cooperative that earns its own living.
    enterprise: Enterprise "enterprises", Asset, true, Everyone {
        form: of(Shape::Term("organisation_form")).aliases(&["rechtsvorm", "vorm"]),
        branch: line().aliases(&["branche", "craft", "shop"]),
        resident_led: of(Shape::YesNo).aliases(&["van_bewoners"]),
        opening_hours: prose().aliases(&["openingstijden", "hours"]),
        address_text: line().aliases(&["adres", "address"]),
        contact_name: contact().aliases(&["contactpersoon", "contact"]),
        email: contact().aliases(&["e-mail", "mail"]),
        phone: contact().aliases(&["telefoon", "tel"]),
        kvk: of(Shape::Code(Official::Kvk)).aliases(&["kvk_nummer", "kvknummer"]),
    }
    /// Land, a building, a room, public space or infrastructure.
    place: Place "places", Asset, true, Everyone {
        place_kind: of(Shape::Choice(&["land", "building", "dwelling", "room", "public_space", "infrastructure", "energy"])).aliases(&["soort_plek"]),
        functions: of(Shape::Terms("place_function")).aliases(&["functie", "functies", "function", "assettype", "amenity", "leisure", "type", "wastetype"]),
        access: of(Shape::Choice(&["everyone", "members", "by_appointment", "closed"])).aliases(&["toegang"]),
        opening_hours: prose().aliases(&["openingstijden", "hours"]),
        accessibility: prose().aliases(&["toegankelijkheid", "wheelchair"]),
        size_m2: of(Shape::Decimal(0.0, 1_000_000_000.0)).unit("m²").aliases(&["oppervlakte_m2"]),
        address_text: line().aliases(&["adres", "address"]),
        threat: prose().aliases(&["bedreiging"]),
        commons_rules: prose().aliases(&["afspraken"]),
        bag_id: of(Shape::Code(Official::Bag)).aliases(&["pand_id", "bagid", "ref:bag"]),
    }
    /// Equipment, a vehicle, a fund or something digital that can be shared.
    thing: Thing "things", Asset, true, Everyone {
        thing_kind: of(Shape::Choice(&["equipment", "vehicle", "digital", "fund"])).aliases(&["soort_ding"]),
        sharing: of(Shape::Choice(&["lend", "rent", "together", "ask"])).aliases(&["delen"]),
        conditions: prose().aliases(&["voorwaarden"]),
        address_text: line().aliases(&["adres", "address"]),
        contact_name: contact().aliases(&["contactpersoon", "contact"]),
    }
    /// Something people do together, once or again and again.
    activity: Activity "activities", Asset, true, Everyone {
        starts: of(Shape::Day).aliases(&["start", "begint", "datum", "date"]),
        recurrence: line().aliases(&["herhaling", "wanneer"]),
        open_to: line().aliases(&["voor_wie", "doelgroep"]),
        costs: line().aliases(&["kosten"]),
        address_text: line().aliases(&["adres", "address"]),
        contact_name: contact().aliases(&["contactpersoon", "contact"]),
    }
    /// Something that is done for people, paid or by volunteers.
    service: Service "services", Asset, true, Everyone {
        domain: of(Shape::Choice(&["public", "private"])).aliases(&["domein"]),
        sector: line(),
        scale: of(Shape::Choice(&["street", "buurt", "wijk", "gemeente", "region"])).aliases(&["schaal"]),
        paid_hours: of(Shape::Decimal(0.0, 10_000_000.0)).unit("h").aliases(&["betaalde_uren"]),
        volunteer_hours: of(Shape::Decimal(0.0, 10_000_000.0)).unit("h").aliases(&["vrijwillige_uren"]),
        cost: of(Shape::Cents(0, 1_000_000_000_000)).unit("€").aliases(&["kosten"]),
        taken_over_from: line().aliases(&["overgenomen_van"]),
        contact_name: contact().aliases(&["contactpersoon", "contact"]),
    }
    /// What happened or is told here, as its teller agreed.
    story: Story "stories", Asset, true, Everyone {
        told_on: of(Shape::Day).aliases(&["datum", "date"]),
        teller: line().seen_by(Visibility::Stewards).aliases(&["verteller"]),
        teller_agreed: of(Shape::YesNo).seen_by(Visibility::Stewards).aliases(&["toestemming"]),
    }
    /// A photo of an asset. Its name is what stands below it; the picture itself is kept apart, under its names.
    photo: Photo "photos", Illustration, false, Everyone {
        alternative: of(Shape::Line(500)),
        maker: line(),
        licence: of(Shape::Choice(&["this_site", "cc_by", "cc_by_sa", "cc0"])),
        taken_on: of(Shape::Day),
        width: of(Shape::Whole(1, 65_535)),
        height: of(Shape::Whole(1, 65_535)),
        sizes: of(Shape::Pictures).required(),
    }
    /// A line or surface of the drawing under the map.
    backdrop: Backdrop "backdrops", Backdrop, true, Everyone {
        layer: of(Shape::Choice(&["boundary", "water", "green", "building", "street"])).required().aliases(&["laag"]),
    }
    /// The neighbourhood's own particulars; each has one. Which of them it cannot do without before others see it is said in
    /// [`crate::inventory::opening`].
    neighbourhood: Neighbourhood "neighbourhoods", Profile, false, Everyone {
        language: of(Shape::Choice(&["nl", "en"])).required(),
        data_source: prose(),
        controller: line(),
        controller_kind: of(Shape::Choice(&["residents", "association", "foundation", "cooperative", "company", "municipality", "public_body", "other"])),
        controller_address: of(Shape::Line(300)),
        kvk: of(Shape::Code(Official::Kvk)),
        contact_name: line(),
        contact_reach: line(),
        data_officer: line(),
        purposes: of(Shape::Choices(&["assets", "contacts", "stories", "talents", "addresses"])),
        area_text: of(Shape::Prose(2_000)),
        hosted_by: of(Shape::Choice(&["own", "processor"])),
        hosted_where: line(),
        processor_agreed: of(Shape::Day),
        dpia_settled: of(Shape::Day),
        page_languages: of(Shape::Choices(&["nl", "en"])),
        open_since: of(Shape::Day),
        ask_after_months: of(Shape::Whole(1, 60)),
        hide_after_months: of(Shape::Whole(1, 60)),
        erase_after_months: of(Shape::Whole(1, 60)),
        longer_because: of(Shape::Prose(2_000)),
        tile_url: line(),
        tile_attribution: line(),
        embed_sites: of(Shape::Prose(5_000)),
    }
}
