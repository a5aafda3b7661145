//! The order of threads. Cards come in; they go out source by source, each
//! followed by its answers, with how deep they stand. One whose parent is not
//! shown stands where it was read.

use std::collections::HashMap;

use super::card::Card;

/// The cards in the order in which they are shown, with their depth.
pub(super) fn ordered(cards: &[Card]) -> Vec<(&Card, usize)> {
    let mut by_order: Vec<&Card> = cards.iter().collect();
    by_order.sort_by_key(|card| card.order);
    let mut sources: HashMap<&str, usize> = HashMap::new();
    for card in &by_order {
        let next = sources.len();
        sources.entry(&card.source).or_insert(next);
    }
    // Sources stay together, even if lines of several were mixed.
    by_order.sort_by_key(|card| sources[&*card.source]);

    let mut by_id: HashMap<(&str, &str), usize> = HashMap::new();
    for (at, card) in by_order.iter().enumerate() {
        if let Some(id) = &card.comment.id {
            by_id.entry((&card.source, id)).or_insert(at);
        }
    }
    let mut answers: Vec<Vec<usize>> = vec![Vec::new(); by_order.len()];
    let mut roots = Vec::new();
    for (at, card) in by_order.iter().enumerate() {
        let parent = card.comment.parent.as_ref().and_then(|id| by_id.get(&(&*card.source, id.as_str())));
        match parent {
            // Only what was read before can be answered: no circle comes of it.
            Some(&parent) if parent < at => answers[parent].push(at),
            _ => roots.push(at),
        }
    }
    let mut ordered = Vec::with_capacity(by_order.len());
    let mut stack: Vec<(usize, usize)> = roots.into_iter().rev().map(|at| (at, 0)).collect();
    while let Some((at, depth)) = stack.pop() {
        ordered.push((by_order[at], depth));
        stack.extend(answers[at].iter().rev().map(|&answer| (answer, depth + 1)));
    }
    ordered
}
