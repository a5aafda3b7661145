//! What the layouts are filled with: what readers say and are called, and the
//! headlines and teasers of what is no comment. What it promises: twelve of each,
//! short and long, all of our own writing.

/// Who says what.
pub(crate) struct Filling {
    pub(crate) names: [&'static str; 12],
    pub(crate) texts: [&'static str; 12],
}
pub(crate) const FILLINGS: [Filling; 2] =
    [Filling { names: NAMES, texts: TEXTS }, Filling { names: OTHER_NAMES, texts: OTHER_TEXTS }];
/// The same of what is no comment: who writes for a paper is not called `Guest`.
pub(crate) const TRAP_FILLINGS: [Filling; 2] =
    [Filling { names: NAMES, texts: TEXTS }, Filling { names: NAMES, texts: OTHER_TEXTS }];

/// What readers say: short and long, with dates, numbers, names and quotes of
/// their own. A blank line parts paragraphs.
const TEXTS: [&str; 12] = [
    "I walk home along the quay every night and I have been waiting for these lamps for years. Well done to the council.",
    "Agreed, and about time too.",
    "The first lamps went up on 3 May 1998 and nobody complained then. Why now?\n\nMy mother lived opposite and slept very well.",
    "Who pays for it? That is all I would like to know.",
    "118,000 a year is not much for a town of our size, whatever Mr. Adeyemi says.",
    "Sorry, but I cannot see what is wrong with the old ones.",
    "Ada: the owls do not mind. I asked the bird people and they say that warm light does no harm at all.",
    "Has anybody seen the plans? They were promised for last week and the town hall says that they are not ready.\n\nI will ask again on Monday.\n\nIf they do not answer I shall write to the paper.",
    "Great news!",
    "We have them in our street since the spring and it is a different place, you see people outside until ten.",
    "The light from the petrol station is worse than all of these lamps together and nobody has ever done anything about it.",
    "I would rather have the buses back.",
];
const NAMES: [&str; 12] = [
    "Ada Lindqvist",
    "pete_72",
    "Old Wharf",
    "J. Marsh",
    "Mrs Tilly Brook",
    "karl-heinz",
    "Gaz71",
    "Henrike Solano",
    "anna",
    "BigDave1966",
    "Piet de Vries",
    "Marguerite",
];

/// Two who answer each other, somebody of no name, scripts and signs.
const OTHER_NAMES: [&str; 12] = [
    "tramwatcher",
    "Dr. R. Feldmann",
    "Анна Сергеевна",
    "Anonymous",
    "tramwatcher",
    "le_vieux_loup",
    "José María",
    "Thunderbolt_9",
    "S. O'Leary",
    "tramwatcher",
    "Guest",
    "Nils & Tove",
];
/// Longer, in several languages, with what else looks like a part of a page.
const OTHER_TEXTS: [&str; 12] = [
    "I drove a tram on this line for nineteen years, so allow me a word. The problem was never the track but the junction at the brewery, where every car waits for two others. Look at the drawings from 1974: even then somebody had pencilled a second curve beside it.\n\nNobody built it, because the money went into the underground car park. And now the same people tell us that trams are slow.",
    "@tramwatcher: that is not quite right. The second curve was built in 1976 and taken out again in 1981, see the town archive (volume 12, page 340 ff.).",
    "Спасибо за статью! У нас в городе трамваи убрали десять лет назад, и теперь все об этом жалеют.",
    "LOL. Buses are cheaper. END OF STORY!!!",
    "Thank you, Doctor, I stand corrected. I was in hospital in 1976 and must have missed it.\n\nBut five years is not long for a curve, is it?",
    "+1",
    "Y los autobuses, ¿quién los paga? Porque gratis no son.",
    "Chez nous, le tram est revenu en 2006, et personne ne voudrait plus s'en passer. Les commerçants qui criaient le plus fort en sont aujourd'hui les plus contents.\n\n1. Moins de bruit.\n\n2. Moins de voitures.\n\n3. Plus de clients.",
    "The figures are here: http://www.example.org/transport/2008/figures.html - look at table 4. Fares cover 61% of the costs, and that is more than on most roads.",
    "Ich wohne direkt an der Strecke. Morgens um fünf quietscht es in der Kurve, dass die Gläser im Schrank klirren. Das hat mit Nostalgie nichts mehr zu tun!",
    "Does anyone know whether the old cars are still in the shed at Mill Road? I would like to take some photographs before they go.",
    "Please stay on topic. Two posts about the mayor's holiday have been removed.",
];
pub(crate) const PLACES: [&str; 12] = [
    "Leeds",
    "Northwick",
    "Hull",
    "Old Harbour",
    "Bristol",
    "Kiel",
    "Newport, Wales",
    "Madrid",
    "York",
    "Dublin",
    "Rotterdam",
    "Lyon",
];
pub(crate) const TITLES: [&str; 12] = [
    "Council votes for new lamps along the quay",
    "Ferry to stop at the old pier again from June",
    "What the harbour owes its night watchmen",
    "Three hurt as scaffold falls in Mill Street",
    "Library to open on Sundays",
    "Why we should all walk to school",
    "Bakers warn of dearer bread this winter",
    "Sixty years of the town band",
    "Bus drivers call off their strike",
    "New owner for the Anchor Hotel",
    "Fewer gulls than last year, says warden",
    "The last lamplighter looks back",
];
pub(crate) const SENTENCES: [&str; 12] = [
    "The council has voted by ten to seven to put up sixty new lamps along the quay before the winter.",
    "The ferry, which has not called here since the storm, is to stop at the old pier again from June.",
    "A walk through the sheds with the men who have looked after them for three generations.",
    "Two men and a passer-by were taken to hospital after a scaffold fell on the pavement on Tuesday.",
    "Readers have asked for it for years, and from next month the reading room is open on Sundays.",
    "Half of all children are brought by car, though most of them live less than a mile away.",
    "Flour costs a fifth more than last year, and the small bakeries say that they cannot wait any longer.",
    "The band has played at every fair since the war, and most of its members are younger than its drum.",
    "The drivers have accepted an offer that gives them more time between two runs.",
    "The hotel has stood empty since its roof was taken off, and the new owner wants to open it by spring.",
    "The warden counts the nests each May, and this year he needed only two mornings for it.",
    "He carried the ladder for forty years, and he still knows the number of every post.",
];
