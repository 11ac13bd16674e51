//! Every kind of tie, declared once: which kinds it joins, how many there may be, and its fields. The words for people
//! are in `static/words/*.ftl` under `tie-{code}`, read from either end.

use crate::inventory::field::{Field, Shape, line, of, prose};
use crate::inventory::kind::Kind::{
    self, Activity, Address, Area, Association, Enterprise, Institution, Person, Photo, Place, Service, Skill, Story, Theme, Thing,
};
use crate::inventory::tie_kind::{Rules, TieDeclaration};
use crate::inventory::visibility::Visibility;

const ORGANISATIONS: &[Kind] = &[Association, Institution, Enterprise];
const PARTIES: &[Kind] = &[Association, Institution, Enterprise, Person];
const ASSETS: &[Kind] = &[Place, Thing];

const MANY: Rules = Rules { one_from_each: false, unique_per_pair: false, acyclic: false, undirected: false };
const ONCE: Rules = Rules { unique_per_pair: true, ..MANY };
const ONE: Rules = Rules { one_from_each: true, ..ONCE };
const CHAIN: Rules = Rules { acyclic: true, ..ONCE };
const TREE: Rules = Rules { acyclic: true, ..ONE };
const MUTUAL: Rules = Rules { undirected: true, ..ONCE };

/// Declares the ties: `code: Variant, rules, [from => to, …] { fields }`.
macro_rules! declare_ties {
    ($($(#[$doc:meta])* $code:ident: $tie:ident, $rules:ident, [$($from:expr => $to:expr),+] {
        $($field:ident: $spec:expr,)*
    })*) => {
        /// How one record hangs together with another.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum TieKind { $($(#[$doc])* $tie,)* }

        impl TieKind {
            /// All kinds of tie, in the order of their declaration.
            pub const ALL: &[Self] = &[$(Self::$tie,)*];

            /// All that is declared of this kind of tie.
            pub fn declaration(self) -> &'static TieDeclaration {
                match self {
                    $(Self::$tie => {
                        static FIELDS: &[Field] = &[$($spec.named(stringify!($field)),)*];
                        static DECLARATION: TieDeclaration = TieDeclaration {
                            kind: TieKind::$tie,
                            code: stringify!($code),
                            ends: &[$(($from, $to)),+],
                            rules: $rules,
                            fields: FIELDS,
                        };
                        &DECLARATION
                    })*
                }
            }
        }
    };
}

declare_ties! {
    /// A person can, knows or loves this.
    has_talent: HasTalent, ONCE, [&[Person] => &[Skill]] {
        gift: of(Shape::Choice(&["head", "hands", "heart", "experience"])),
        best3: of(Shape::YesNo),
        teach: of(Shape::YesNo),
        share_how: of(Shape::Choice(&["free", "exchange", "paid"])),
        note: prose(),
    }
    /// A person would like to learn this.
    wants_to_learn: WantsToLearn, ONCE, [&[Person] => &[Skill]] {}
    /// A person or association is moved by this theme.
    cares_about: CaresAbout, ONCE, [&[Person, Association] => &[Theme]] {
        vision: prose(),
    }
    /// Somebody puts this at the disposal of others.
    offers: Offers, MANY, [PARTIES => &[Skill, Place, Thing, Activity, Service, Theme]] {
        amount: line(),
        until: of(Shape::Day),
    }
    /// Somebody is looking for this.
    wishes_for: WishesFor, MANY, [PARTIES => &[Skill, Place, Thing, Activity, Service, Theme]] {
        amount: line(),
        until: of(Shape::Day),
    }
    /// Where a person lives: the part of the neighbourhood, never the door.
    lives_in: LivesIn, ONE, [&[Person] => &[Area]] {}
    /// Where something is to be found.
    located_at: LocatedAt, ONCE, [&[Association, Institution, Enterprise, Place, Thing, Activity, Service] => &[Area, Address, Place]] {}
    /// Belongs to something larger.
    part_of: PartOf, TREE, [&[Area] => &[Area], ASSETS => ASSETS, &[Skill] => &[Skill]] {}
    /// Two people know each other.
    knows: Knows, MUTUAL, [&[Person] => &[Person]] {
        strength: of(Shape::Choice(&["by_name", "together", "friends"])),
        since: of(Shape::Day),
    }
    /// Whom people go to.
    goes_to: GoesTo, MANY, [&[Person] => PARTIES] {
        about: line(),
    }
    /// Takes part as a member.
    member_of: MemberOf, ONCE, [PARTIES => &[Association, Enterprise]] {
        role: line(),
        voting: of(Shape::YesNo),
        since: of(Shape::Day),
    }
    /// Works for an organisation, paid or not.
    works_for: WorksFor, MANY, [&[Person] => ORGANISATIONS] {
        role: line(),
        paid: of(Shape::YesNo),
        hours: of(Shape::Decimal(0.0, 168.0)).unit("h"),
    }
    /// Answers for a part of the neighbourhood.
    responsible_for: ResponsibleFor, ONCE, [&[Person, Institution] => &[Area]] {
        role: line(),
    }
    /// Has a right to a place or thing.
    holds_right: HoldsRight, MANY, [PARTIES => ASSETS] {
        right: of(Shape::Choice(&["ownership", "land_ownership", "leasehold", "superficies", "lease", "use", "management"])).required(),
        share_percent: of(Shape::Decimal(0.0, 100.0)).unit("%"),
        price: of(Shape::Cents(0, 100_000_000_000_000)).unit("€").seen_by(Visibility::Stewards),
    }
    /// A building stands on land.
    stands_on: StandsOn, TREE, [&[Place] => &[Place]] {}
    /// Makes use of a place or thing.
    uses: Uses, MANY, [&[Association, Institution, Enterprise, Person, Activity] => ASSETS] {
        when: line(),
        terms: line(),
    }
    /// Began it.
    initiates: Initiates, ONCE, [PARTIES => &[Activity]] {}
    /// Joins in.
    takes_part_in: TakesPartIn, ONCE, [PARTIES => &[Activity]] {}
    /// Offers it a roof.
    hosts: Hosts, ONCE, [PARTIES => &[Activity]] {}
    /// Makes this service happen.
    provides: Provides, ONCE, [PARTIES => &[Service]] {}
    /// Is there for this part of the neighbourhood.
    serves: Serves, ONCE, [&[Service] => &[Area]] {}
    /// Pays another, in a year.
    pays: Pays, MANY, [PARTIES => PARTIES] {
        year: of(Shape::Whole(1900, 2200)).required(),
        amount: of(Shape::Cents(1, 100_000_000_000_000)).unit("€").required(),
        sector: of(Shape::Choice(&["public", "private", "civil"])),
        category: of(Shape::Choice(&["contract", "rent", "sale", "membership", "grant", "gift", "loan", "wage", "purchase", "tax"])),
        basis: of(Shape::Choice(&["measured", "reported", "estimated", "claimed"])),
    }
    /// Has a say in it.
    decides_on: DecidesOn, ONCE, [PARTIES => &[Place, Thing, Theme]] {
        grade: of(Shape::Choice(&["inform", "consult", "advise", "co_decide", "decide", "own"])),
    }
    /// Knows much about it.
    expert_in: ExpertIn, ONCE, [PARTIES => &[Theme]] {}
    /// One thing led to another.
    led_to: LedTo, CHAIN, [&[Activity] => &[Activity, Association, Story]] {
        happened_on: of(Shape::Day),
        story: prose(),
    }
    /// A story is about this.
    tells_of: TellsOf, ONCE, [&[Story] => &[Association, Institution, Enterprise, Place, Thing, Activity, Service, Area]] {}
    /// A photo shows this.
    depicts: Depicts, ONCE, [&[Photo] => &[Association, Institution, Enterprise, Place, Thing, Activity, Service, Story]] {
        first: of(Shape::YesNo),
    }
}
