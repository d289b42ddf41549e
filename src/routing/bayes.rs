//! Complement naive Bayes (Rennie, Shih, Teevan, Karger: "Tackling the poor assumptions of naive Bayes text
//! classifiers", 2003): a class suits a text when the words of the text are rare in all *other* classes.
//! Counting in the others keeps a small class from being judged by its few words, which is where a plain
//! multinomial model fails on tickets. Why by hand and not from a crate: decision record 0006.
//!
//! Counts are whole numbers, so learning forgets exactly: what was learned and then unlearned leaves nothing.

/// What one text weighs, spread over its words so that long texts weigh no more than short ones.
const UNIT: u32 = 1_000;
/// Added to every count (Laplace): a word seen once proves nothing.
const SMOOTHING: f64 = UNIT as f64;
/// Cells of the table; 4 bytes each.
const CELLS: usize = 4_000_000;

/// How many words can be kept for so many classes.
pub fn room(classes: usize) -> usize {
    (CELLS / classes.max(1)).min(20_000)
}

/// The counts.
#[derive(Clone, Debug)]
pub struct Bayes {
    classes: usize,
    /// By word, then by class.
    cells: Vec<u32>,
    of_word: Vec<u64>,
    of_class: Vec<u64>,
    all: u64,
}

impl Bayes {
    pub fn new(words: usize, classes: usize) -> Self {
        Self {
            classes,
            cells: vec![0; words * classes],
            of_word: vec![0; words],
            of_class: vec![0; classes],
            all: 0,
        }
    }

    /// A text with these words belongs to this class.
    pub fn learn(&mut self, words: &[u32], class: usize) {
        let weight = weight(words.len());
        for word in words {
            self.add(*word as usize, class, weight);
        }
    }

    /// Takes back what [`Bayes::learn`] added.
    pub fn unlearn(&mut self, words: &[u32], class: usize) {
        let weight = weight(words.len());
        for word in words {
            let word = *word as usize;
            self.cells[word * self.classes + class] -= weight;
            self.of_word[word] -= u64::from(weight);
            self.of_class[class] -= u64::from(weight);
            self.all -= u64::from(weight);
        }
    }

    /// Adds a count that was kept, see [`Bayes::cells`].
    pub fn add(&mut self, word: usize, class: usize, count: u32) {
        let cell = &mut self.cells[word * self.classes + class];
        *cell = cell.saturating_add(count);
        self.of_word[word] += u64::from(count);
        self.of_class[class] += u64::from(count);
        self.all += u64::from(count);
    }

    /// What is known of a word: classes and counts, without noughts.
    pub fn cells(&self, word: usize) -> impl Iterator<Item = (usize, u32)> + '_ {
        let row = &self.cells[word * self.classes..(word + 1) * self.classes];
        row.iter().copied().enumerate().filter(|(_, count)| *count > 0)
    }

    /// How well each class suits a text with these words; a class of which nothing was learned suits none.
    pub fn scores(&self, words: &[u32]) -> Vec<f64> {
        let known = self.of_word.iter().filter(|count| **count > 0).count() as f64;
        let words = || words.iter().map(|word| *word as usize).filter(|word| self.of_word[*word] > 0);
        let among = words().count() as f64;
        let mut scores: Vec<f64> = self
            .of_class
            .iter()
            .map(|own| match own {
                0 => f64::NEG_INFINITY,
                own => among * ((self.all - own) as f64 + SMOOTHING * known).ln(),
            })
            .collect();
        for word in words() {
            let row = &self.cells[word * self.classes..(word + 1) * self.classes];
            for (score, own) in scores.iter_mut().zip(row) {
                *score -= ((self.of_word[word] - u64::from(*own)) as f64 + SMOOTHING).ln();
            }
        }
        scores
    }
}

fn weight(words: usize) -> u32 {
    (f64::from(UNIT) / (words.max(1) as f64).sqrt()).round() as u32
}

/// Scores as shares of 1. The words of a text are no independent witnesses, and the counts are smoothed, so the
/// bare scores mean little: `sharpness` is measured so that of what is called 80 % sure about 80 % are right.
pub fn shares(scores: &[f64], sharpness: f64) -> Vec<f64> {
    let best = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !best.is_finite() {
        return vec![0.0; scores.len()];
    }
    let raised: Vec<f64> = scores.iter().map(|score| ((score - best) * sharpness).exp()).collect();
    let all: f64 = raised.iter().sum();
    raised.into_iter().map(|share| share / all).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small() -> Bayes {
        let mut bayes = Bayes::new(6, 3);
        // 0 lamp, 1 road, 2 dark, 3 hole, 4 water, 5 please
        for (words, class) in
            [(&[0, 1, 2][..], 0), (&[0, 2, 5], 0), (&[1, 3, 5], 1), (&[1, 3], 1), (&[4, 5], 2)]
        {
            bayes.learn(words, class);
        }
        bayes
    }

    fn best(bayes: &Bayes, words: &[u32]) -> usize {
        let scores = bayes.scores(words);
        (0..3).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap()
    }

    #[test]
    fn telling_words_decide() {
        let bayes = small();
        assert_eq!(best(&bayes, &[0, 1]), 0);
        assert_eq!(best(&bayes, &[1, 3, 5]), 1);
        assert_eq!(best(&bayes, &[4]), 2);
    }

    #[test]
    fn what_is_unlearned_leaves_nothing() {
        let mut bayes = small();
        let before = format!("{bayes:?}");
        bayes.learn(&[0, 3, 4], 2);
        assert_ne!(format!("{bayes:?}"), before);
        bayes.unlearn(&[0, 3, 4], 2);
        assert_eq!(format!("{bayes:?}"), before);
        bayes.unlearn(&[4, 5], 2);
        assert_ne!(best(&bayes, &[4, 5]), 2, "nothing is known of it any more");
    }

    #[test]
    fn shares_add_up_and_dull_with_sharpness() {
        let scores = [3.0, 1.0, f64::NEG_INFINITY];
        let (sharp, dull) = (shares(&scores, 1.0), shares(&scores, 0.2));
        assert!(
            (sharp.iter().sum::<f64>() - 1.0).abs() < 1e-9 && (dull.iter().sum::<f64>() - 1.0).abs() < 1e-9
        );
        assert!(sharp[0] > dull[0] && dull[0] > dull[1] && sharp[2] == 0.0);
        assert_eq!(shares(&[f64::NEG_INFINITY; 2], 1.0), [0.0, 0.0]);
    }
}
