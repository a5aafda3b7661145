//! What the layouts are filled with: what readers say and are called, and the
//! headlines and teasers of what is no comment. What it promises: twelve of each,
//! short and long, all of our own writing.

/// What readers say: short and long, with dates, numbers, names and quotes of
/// their own. A blank line parts paragraphs.
pub(crate) const TEXTS: [&str; 12] = [
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
pub(crate) const NAMES: [&str; 12] = [
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
