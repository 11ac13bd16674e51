use crate::inventory::kind::Kind;
use crate::inventory::tie_kind::TieKind;

/// Kinds come back in this order. In a hundred records: 36 places, 14 things, 18 associations, 6 institutions, 8
/// enterprises, 10 activities, 4 services and 4 stories. Persons are not among them, as none agreed.
pub(super) const KINDS: [Kind; 50] = {
    use Kind::{Activity as A, Association as V, Enterprise as E, Institution as I, Place as P, Service as S, Story as Y, Thing as T};
    [
        P, V, T, P, A, P, V, E, P, T, P, V, A, P, I, P, V, T, P, S, P, V, E, P, Y, P, V, T, P, A, P, V, E, P, T, P, I, V, A, P, S, V, T, P,
        E, Y, P, A, T, I,
    ]
};

/// What names begin with.
pub(super) const WHAT: [&str; 24] = [
    "Buurthuis",
    "Speeltuin",
    "Breiclub",
    "Moestuin",
    "Fietsenmaker",
    "Leeszaal",
    "Wandelclub",
    "Repair Café",
    "Koor",
    "Bakkerij",
    "Gymzaal",
    "Kookgroep",
    "Taalcafé",
    "Werkplaats",
    "Straatfeest",
    "Bakfiets",
    "Kinderclub",
    "Pluktuin",
    "Atelier",
    "Soos",
    "Huiswerkclub",
    "Ruilkast",
    "Toneelgroep",
    "Weekmarkt",
];
/// What streets are named after.
pub(super) const STREETS: [&str; 20] = [
    "Zeelt",
    "Karper",
    "Snoek",
    "Brasem",
    "Voorn",
    "Baars",
    "Lisdodde",
    "Waterlelie",
    "Pijlkruid",
    "Kalmoes",
    "Zwanebloem",
    "Watermunt",
    "Dotterbloem",
    "Egelskop",
    "Fonteinkruid",
    "Gele Plomp",
    "Krabbenscheer",
    "Moerasvaren",
    "Rietgors",
    "Watergentiaan",
];
/// What descriptions are made of.
pub(super) const NOTES: [&str; 16] = [
    "samen met buren",
    "op een vast moment in de week",
    "voor jong en oud",
    "met eigen gereedschap",
    "in een klein groepje",
    "op de fiets bereikbaar",
    "met koffie na afloop",
    "gratis voor iedereen",
    "in de avond",
    "in het weekend",
    "met spullen die je kunt lenen",
    "door vrijwilligers",
    "ook voor wie nieuw is",
    "met een tuin erbij",
    "in het Nederlands en Engels",
    "met muziek",
];

/// Which ties a new record of this kind may bring: the tie, whether it begins at the new record, and the other end's kind.
pub(super) fn partners(kind: Kind) -> &'static [(TieKind, bool, Kind)] {
    use Kind::{Activity, Association, Enterprise, Institution, Place, Service, Story, Thing};
    use TieKind::{HoldsRight, Hosts, Initiates, MemberOf, Offers, Provides, TakesPartIn, TellsOf, Uses, WishesFor};
    match kind {
        Place => &[(Uses, false, Association), (Uses, false, Activity), (HoldsRight, false, Institution), (Offers, false, Enterprise)],
        Thing => &[(Uses, false, Association), (Uses, false, Activity), (Offers, false, Association), (WishesFor, false, Association)],
        Association => &[(Uses, true, Place), (Uses, true, Thing), (MemberOf, true, Association), (TakesPartIn, true, Activity)],
        Institution => &[(Uses, true, Place), (Hosts, true, Activity), (MemberOf, true, Association), (TakesPartIn, true, Activity)],
        Enterprise => &[(Uses, true, Place), (MemberOf, true, Association), (Offers, true, Thing), (Provides, true, Service)],
        Activity => &[(Uses, true, Place), (Initiates, false, Association), (TakesPartIn, false, Association), (Hosts, false, Institution)],
        Service => &[(Provides, false, Enterprise), (Offers, false, Association), (Provides, false, Institution)],
        Story => &[(TellsOf, true, Place), (TellsOf, true, Association), (TellsOf, true, Activity)],
        _ => &[],
    }
}
