//! A recording made of typed words: one tone a word, as a WAV file (8 kHz, 8 bit, mono).

const RATE: usize = 8_000;
/// Seconds; more words are not heard.
const LONGEST: usize = 60;
/// Samples of a word and of the pause behind it.
const WORD: usize = RATE / 4;
const PAUSE: usize = RATE / 16;

/// The file and how many seconds it takes, at least one.
pub fn recording(words: &str) -> (Vec<u8>, u32) {
    let mut samples = Vec::new();
    for word in words.split_whitespace().take(LONGEST * RATE / (WORD + PAUSE)) {
        // Longer words are lower; from 180 to 420 Hz, where voices are.
        let pitch = 420.0 - 20.0 * word.chars().count().min(12) as f64;
        for sample in 0..WORD {
            let time = sample as f64 / RATE as f64;
            let swell = (std::f64::consts::PI * sample as f64 / WORD as f64).sin();
            let wave = (std::f64::consts::TAU * pitch * time).sin();
            samples.push((128.0 + 60.0 * swell * wave) as u8);
        }
        samples.extend([128; PAUSE]);
    }
    if samples.len() < RATE {
        samples.resize(RATE, 128);
    }
    let seconds = samples.len().div_ceil(RATE) as u32;
    (wav(&samples), seconds)
}

fn wav(samples: &[u8]) -> Vec<u8> {
    let (size, rate) = (samples.len() as u32, RATE as u32);
    let mut file = Vec::with_capacity(samples.len() + 44);
    file.extend(b"RIFF");
    file.extend((36 + size).to_le_bytes());
    file.extend(b"WAVEfmt ");
    file.extend(16u32.to_le_bytes());
    // PCM, one channel.
    file.extend([1, 0, 1, 0]);
    file.extend(rate.to_le_bytes());
    file.extend(rate.to_le_bytes());
    // One byte a frame, eight bits a sample.
    file.extend([1, 0, 8, 0]);
    file.extend(b"data");
    file.extend(size.to_le_bytes());
    file.extend(samples);
    file
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_take_time() {
        let (short, one) = recording("halo");
        let (long, more) = recording(&"kata ".repeat(40));
        assert_eq!((one, short.len()), (1, RATE + 44));
        assert!(more > 10 && long.len() > short.len());
        assert_eq!(infer::get(&short).map(|kind| kind.mime_type()), Some("audio/x-wav"));
        assert!(recording(&"kata ".repeat(100_000)).1 <= LONGEST as u32);
    }
}
