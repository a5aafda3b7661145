//! A word → what it may be in a date. What comes in: a word. What goes out:
//! its classes, as bits. What it promises: one look at a table, and for most
//! words not even that.

use std::sync::LazyLock;

use crate::page::hint::{Hint, Table};

/// What a word may be in a date; a word may be several of these.
pub(super) mod class {
    pub const MONTH: u16 = 1;
    pub const WEEKDAY: u16 = 1 << 1;
    /// `years` in `3 years ago`.
    pub const UNIT: u16 = 1 << 2;
    /// `d` in `6d`.
    pub const SHORT_UNIT: u16 = 1 << 3;
    /// `an` in `an hour ago`.
    pub const NUMBER: u16 = 1 << 4;
    pub const ABOUT: u16 = 1 << 5;
    /// `vor` in `vor 2 Tagen`.
    pub const PAST: u16 = 1 << 6;
    pub const AGO: u16 = 1 << 7;
    pub const DAY: u16 = 1 << 8;
    /// `at` between a day and its time, `On` between a time and its day.
    pub const LINK: u16 = 1 << 9;
    /// `th` in `12th`.
    pub const ORDINAL: u16 = 1 << 10;
    /// `de` in `12 de marzo de 2024`.
    pub const OF: u16 = 1 << 11;
    /// `pm` in `8:50 pm`.
    pub const HALF: u16 = 1 << 12;
    pub const ZONE: u16 = 1 << 13;
    /// `klo` in `klo 17.45`: a time follows, whatever parts its numbers.
    pub const CLOCK: u16 = 1 << 14;
    /// What a date that begins with a word can begin with.
    pub const FIRST: u16 = MONTH | WEEKDAY | NUMBER | ABOUT | PAST | DAY;
}

/// The words of dates in English, German, French, Spanish, Italian,
/// Portuguese and Dutch, and the months and `3 days ago` of some more languages;
/// abbreviations stand without their full stop.
const WORDS: [(u16, &str); 15] = [
    (
        class::MONTH,
        "jan january januar janvier janv enero ene gennaio gen janeiro januari \
         feb february februar février févr fevrier febrero febbraio fevereiro fev februari \
         mar march märz mär maerz mrz mars marzo março marco maart mrt \
         apr april avril avr abril abr aprile may mai mayo maggio mag maio mei \
         jun june juni juin junio giugno giu junho jul july juli juillet juil julio luglio lug julho \
         aug august août aout agosto ago augustus \
         sep sept september septembre septiembre settembre set setembro \
         oct october okt oktober octobre octubre ottobre ott outubro out \
         nov november novembre noviembre novembro \
         dec december dez dezember décembre déc diciembre dic dicembre dezembro \
         marts maj augusti desember stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października \
         listopada grudnia ledna února března dubna května června července srpna září října listopadu prosince \
         január február március április május június július augusztus szeptember október \
         januára februára apríla mája júna júla augusta septembra októbra novembra decembra \
         ianuarie februarie martie aprilie iunie iulie septembrie octombrie noiembrie decembrie \
         sty lut kwi cze lip sie wrz paź lis gru gener febrer març maig juny juliol setembre desembre \
         tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta \
         marraskuuta joulukuuta ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık \
         янв января фев февраля мар марта апр апреля мая июн июня июл июля авг августа сен сент сентября окт октября \
         ноя нояб ноября дек декабря січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня \
         maret agustus ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου \
         януари февруари април май юни юли август септември октомври ноември декември \
         जनवरी फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर νοεμβρίου δεκεμβρίου يناير فبراير مارس أبريل ابريل مايو يونيو يوليو أغسطس اغسطس سبتمبر أكتوبر اكتوبر نوفمبر ديسمبر \
         בינואר בפברואר במרץ באפריל במאי ביוני ביולי באוגוסט בספטמבר באוקטובר בנובמבר בדצמבר",
    ),
    (
        class::WEEKDAY,
        "mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun sunday \
         montag dienstag mittwoch donnerstag freitag samstag sonntag mo di mi do fr sa so \
         lun lundi mar mardi mer mercredi jeu jeudi ven vendredi sam samedi dim dimanche \
         lunes martes miércoles jueves viernes sábado domingo \
         пн вт ср чт пт сб вс нд понедельник вторник среда четверг пятница суббота воскресенье \
         pn pon wt śr czw pt sob ndz maandag dinsdag woensdag donderdag vrijdag zaterdag zondag \
         mån tis ons tor tors fre lør lör søn sön måndag tisdag onsdag torsdag fredag lördag söndag",
    ),
    (
        class::UNIT,
        "second seconds sec secs minute minutes min mins hour hours hr hrs day days week weeks month months mo \
         year years yr yrs sekunde sekunden minuten stunde stunden tag tage tagen woche wochen monat monate \
         monaten jahr jahre jahren seconde secondes heure heures jour jours semaine semaines mois an ans \
         segundos minuto minutos hora horas día días semana semanas mes meses año años \
         secondi minuti ora ore giorno giorni settimana settimane mese mesi anno anni \
         dia dias mês ano anos uur dagen weken maand maanden jaar jaren \
         sekunder minuter timme timmar timer dagar dage dager vecka veckor uger uker månad månader måneder år \
         minut minuty minutę godzina godzin godziny godzinę dzień dni tygodni tygodnie miesięcy miesiące lat lata rok \
         минут минуты минуту час часа часов день дня дней недели недель месяца месяцев год года лет \
         dakika saat gün hafta ay yıl menit jam hari minggu bulan tahun phút giờ ngày tuần tháng năm \
         хвилин хвилини годин години днів дні тижнів тижні місяців місяці років роки минути часа седмици месеца \
         minuta sati sata dana tjedana mjeseci meseci godina godine minutami hodinami hodinou dny dnem týdny měsíci lety \
         minútami hodinou dňami týždňami mesiacmi rokmi minute oră zile zi săptămâni luni ani \
         minuuttia tuntia päivää viikkoa kuukautta vuotta मिनट घंटे घंटा दिन महीने साल دقیقه ساعت روز هفته ماه سال \
         λεπτά ώρα ώρες ημέρα ημέρες μήνες دقيقة دقائق ساعة ساعات يوم أيام شهر أشهر דקות שעות ימים",
    ),
    (class::SHORT_UNIT, "s m h d w y mo min hr yr"),
    (class::NUMBER, "a an one two three four five six un una une um uma einem einer"),
    (class::ABOUT, "about over almost around"),
    (class::PAST, "vor il hace há för πριν منذ לפני преди prije před acum"),
    (class::AGO, "ago fa geleden sedan siden temu atrás назад önce lalu trước тому sitten पहले پیش قبل"),
    (
        class::DAY,
        "yesterday today gestern heute hier ayer hoy ontem hoje ieri oggi gisteren vandaag igår idag wczoraj dzisiaj \
         вчера сегодня 今天 昨天 前天 今日 昨日",
    ),
    (class::LINK, "at on um à a alle às om am klo kl ore las les o v в о w godz г"),
    (class::CLOCK, "klo kl um ore godz"),
    (class::ORDINAL, "st nd rd th"),
    (class::OF, "de of"),
    (class::HALF, "am pm uhr h"),
    (class::ZONE, "utc gmt est edt cst cdt mst mdt pst pdt bst cet cest z ist aest aedt nzst jst msk"),
];

fn hint(class: u16) -> Hint {
    let of_class = WORDS.iter().filter(|(own, _)| own & class != 0);
    Hint::new(of_class.flat_map(|(_, words)| words.split_ascii_whitespace()))
}

/// Whether a date may begin with a word of some classes; most words are told without
/// the table.
pub(super) fn is_first(word: &str, class: u16) -> bool {
    static HINT: LazyLock<Hint> = LazyLock::new(|| hint(class::FIRST));
    HINT.may_have(word) && classes(word) & class != 0
}

/// Whether a word may stand in a date at all.
pub(super) fn is_any(word: &str) -> bool {
    classes(word) != 0
}

/// What `word` may be in a date, in any case of its letters.
pub(super) fn classes(word: &str) -> u16 {
    static TABLE: LazyLock<Table<&[u8], u16>> = LazyLock::new(|| {
        let mut table = Table::default();
        for (class, words) in WORDS {
            for word in words.split_ascii_whitespace() {
                *table.entry(word.as_bytes()).or_default() |= class;
            }
        }
        table
    });
    static HINT: LazyLock<Hint> = LazyLock::new(|| hint(u16::MAX));
    if !HINT.may_have(word) {
        return 0;
    }
    const LONGEST: usize = 24;
    let mut lower = [0; LONGEST];
    match lower.get_mut(..word.len()) {
        None => 0,
        Some(lower) if word.is_ascii() => {
            lower.copy_from_slice(word.as_bytes());
            lower.make_ascii_lowercase();
            TABLE.get(&*lower).copied().unwrap_or(0)
        }
        Some(_) => TABLE.get(word.to_lowercase().as_bytes()).copied().unwrap_or(0),
    }
}
