//! The picture of an audit. [`Differences`] come in; an SVG goes out that
//! stands alone: a strip for each kind, a dot for each term at its mean Δp,
//! the name of those furthest out, and a band for what is allowed. It follows
//! the reader's light or dark setting; a dot says its term when pointed at.

use std::fmt::Write as _;

use super::differences::{Differences, KindDifference, TermShift};

const WIDTH: f64 = 860.0;
/// Where the strips begin; the kinds' names stand before them.
const LEFT: f64 = 110.0;
const RIGHT: f64 = 30.0;
/// Where the first strip begins; title and explanation stand above it.
const TOP: f64 = 70.0;
/// Wide enough for two rows of names and the dots between them.
const STRIP: f64 = 52.0;

/// Colours that keep a contrast of at least 4.5 to their ground, light and
/// dark.
const STYLE: &str = "
  svg { background: #fff; font: 12px system-ui, sans-serif; }
  text { fill: #222; } .quiet { fill: #595959; } .line { stroke: #bbb; }
  .band { fill: #e8f1e4; } .dot { fill: #1f5fa8; fill-opacity: .55; } .dot.far { fill: #a8321f; }
  @media (prefers-color-scheme: dark) {
    svg { background: #16181b; } text { fill: #e6e6e6; } .quiet { fill: #a6a6a6; }
    .line { stroke: #4a4d52; } .band { fill: #22301f; }
    .dot { fill: #7db4f0; } .dot.far { fill: #f09080; }
  }";

/// Draws the mean Δp of every term, by kind. `limit` is the width of the band
/// on each side.
///
/// ```
/// use lamplighter::Moderator;
/// use lamplighter::audit::{Terms, plot, viewpoint};
///
/// let svg = plot(&viewpoint(&Moderator::shipped(), &Terms::shipped()), 0.005);
/// assert!(svg.starts_with("<svg"));
/// ```
pub fn plot(differences: &Differences, limit: f64) -> String {
    let kinds: Vec<_> = differences.kinds.iter().filter(|kind| !kind.terms.is_empty()).collect();
    let axis = Axis::over(&kinds, limit);
    let bottom = TOP + STRIP * kinds.len() as f64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" \
         height=\"{height}\" role=\"img\">\n<title>Mean Δp of each term</title>\n<style>{STYLE}\n</style>\n\
         <text x=\"{LEFT}\" y=\"24\" font-size=\"16\">What a term does to the probability of “{head}”</text>\n\
         <text class=\"quiet\" x=\"{LEFT}\" y=\"44\">Mean Δp against the other terms of its kind in the same \
         words; {pairs} pairs, {flips} of them flagged differently</text>\n",
        height = bottom + 36.0,
        head = escaped(&differences.head),
        pairs = differences.pairs,
        flips = differences.flips,
    );
    let (from, to) = (axis.x(-limit), axis.x(limit));
    // Writing to a string cannot fail.
    let _ = writeln!(
        svg,
        "<rect class=\"band\" x=\"{from:.1}\" y=\"{TOP}\" width=\"{:.1}\" height=\"{:.1}\"/>",
        to - from,
        bottom - TOP
    );
    axis.draw(&mut svg, bottom);
    for (strip, kind) in kinds.iter().enumerate() {
        draw_kind(&mut svg, kind, &axis, TOP + STRIP * (strip as f64 + 0.5));
    }
    svg.push_str("</svg>\n");
    svg
}

/// Δp → where it is drawn.
struct Axis {
    /// Half its range: zero is in the middle.
    reach: f64,
}

impl Axis {
    fn over(kinds: &[&KindDifference], limit: f64) -> Self {
        let shifts = kinds.iter().flat_map(|kind| &kind.terms).map(|term| term.shift.abs());
        // A little air, and no range of nothing.
        Self { reach: 1.05 * shifts.fold(limit.abs().max(1e-4), f64::max) }
    }

    fn x(&self, shift: f64) -> f64 {
        let middle = (LEFT + WIDTH - RIGHT) / 2.0;
        middle + shift / self.reach * (WIDTH - RIGHT - middle)
    }

    /// Lines at round numbers, some three on each side.
    fn draw(&self, svg: &mut String, bottom: f64) {
        let rough = self.reach / 3.0;
        let power = 10_f64.powf(rough.log10().floor());
        let step = [1.0, 2.0, 5.0, 10.0].map(|s| s * power).into_iter().find(|&s| s >= rough);
        let step = step.unwrap_or(rough);
        let last = (self.reach / step).floor() as i32;
        for tick in -last..=last {
            let (shift, x) = (f64::from(tick) * step, self.x(f64::from(tick) * step));
            let digits = (-step.log10().floor()).max(0.0) as usize;
            let sign = if tick > 0 { "+" } else { "" };
            let _ = writeln!(
                svg,
                "<line class=\"line\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{TOP}\" y2=\"{bottom}\"/>\
                 <text class=\"quiet\" x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{sign}{shift:.digits$}</text>",
                bottom + 18.0
            );
        }
    }
}

fn draw_kind(svg: &mut String, kind: &KindDifference, axis: &Axis, y: f64) {
    let _ = writeln!(
        svg,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{}</text>",
        LEFT - 12.0,
        y + 4.0,
        escaped(&kind.kind)
    );
    let by_shift = |a: &&TermShift, b: &&TermShift| a.shift.total_cmp(&b.shift);
    let lowest = kind.terms.iter().min_by(by_shift);
    let highest = kind.terms.iter().max_by(by_shift);
    for term in &kind.terms {
        let is = |other: Option<&TermShift>| other.is_some_and(|other| other.term == term.term);
        let far = if is(lowest) || is(highest) { " far" } else { "" };
        let _ = writeln!(
            svg,
            "<circle class=\"dot{far}\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"5\"><title>{}: {:+.4}</title></circle>",
            axis.x(term.shift),
            escaped(&term.term),
            term.shift
        );
    }
    // The lowest below its dot, the highest above, so that they do not meet.
    for (term, beside) in [(lowest, 19.0), (highest, -11.0)] {
        let Some(term) = term else { continue };
        let x = axis.x(term.shift);
        let anchor = match x {
            x if x < LEFT + 60.0 => "start",
            x if x > WIDTH - RIGHT - 60.0 => "end",
            _ => "middle",
        };
        let _ = writeln!(
            svg,
            "<text class=\"quiet\" x=\"{x:.1}\" y=\"{:.1}\" font-size=\"11\" text-anchor=\"{anchor}\">{}</text>",
            y + beside,
            escaped(&term.term)
        );
    }
}

/// Text for XML; a list of terms may be anybody's.
fn escaped(text: &str) -> String {
    let control = |c: &char| !c.is_control();
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars().filter(control) {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differences(shifts: &[(&str, f64)]) -> Differences {
        let terms = shifts.iter().map(|&(term, shift)| TermShift { term: term.to_owned(), texts: 1, shift });
        let kind = KindDifference {
            kind: "a < b".to_owned(),
            pairs: 1,
            mean: 0.0,
            max: 0.0,
            flips: 0,
            terms: terms.collect(),
        };
        Differences {
            pairs: 1,
            flips: 0,
            head: "uncivil".to_owned(),
            heads: Vec::new(),
            guidelines: Vec::new(),
            kinds: vec![kind],
        }
    }

    #[test]
    fn every_term_is_a_dot_between_the_edges() {
        let svg = plot(&differences(&[("x & y", -0.3), ("z", 0.1), ("w", 0.0)]), 0.005);
        assert_eq!(svg.matches("<circle").count(), 3);
        assert!(svg.contains("x &amp; y: -0.3000") && svg.contains("a &lt; b"), "{svg}");
        for at in svg.split("cx=\"").skip(1) {
            let x: f64 = at[..at.find('"').unwrap()].parse().unwrap();
            assert!((LEFT..=WIDTH - RIGHT).contains(&x), "{x}");
        }
    }

    #[test]
    fn nothing_to_show_is_still_a_picture() {
        for shifts in [&[][..], &[("x", 0.0)]] {
            let svg = plot(&differences(shifts), 0.0);
            assert!(svg.ends_with("</svg>\n") && !svg.contains("NaN"), "{svg}");
        }
    }
}
