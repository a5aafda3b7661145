//! A table to read. Rows come in, the first of them the header; lines go out
//! with every column as wide as its widest cell, numbers to the right.

/// Lays out rows that have the same number of cells.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.first().map_or(0, Vec::len);
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or_default();
    let widths: Vec<_> = (0..columns).map(width).collect();
    let is_number = |cell: &String| cell.parse::<f64>().is_ok() || cell == "-";
    let numeric: Vec<_> =
        (0..columns).map(|column| rows.iter().skip(1).all(|row| is_number(&row[column]))).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).zip(&numeric).map(|((cell, &width), &numeric)| {
            if numeric { format!("{cell:>width$}") } else { format!("{cell:width$}") }
        });
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn numbers_stand_right_and_words_left() {
        let rows = [["TERM", "ROWS", "AUC"], ["fünf", "5", "-"], ["a", "1000", "0.95"]];
        let rows = rows.map(|row| row.map(String::from).to_vec());
        assert_eq!(table(&rows), "TERM  ROWS   AUC\nfünf     5     -\na     1000  0.95\n");
    }
}
