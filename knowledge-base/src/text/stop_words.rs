//! Words that say nothing about what a question is about, among them the times that every complaint tells. Written by us, with the short forms of phones and chats.

#[rustfmt::skip]
pub(super) const INDONESIAN: &[&str] = &[
    "ada", "adalah", "adanya", "agar", "aja", "akan", "aku", "anda", "apa", "apa2", "apabila", "apakah",
    "atau", "bagaimana", "bagi", "bahwa", "bang", "banget", "banyak", "bapak", "beberapa", "begini",
    "begitu", "belum", "berapa", "besok", "bgmn", "biar", "bisa", "blm", "boleh", "bolehkah", "bu",
    "buat", "buatkan", "bukan", "bulan", "bun", "cara", "caranya", "cuma", "dah", "dalam", "dan",
    "dapat", "dari", "deh", "demi", "dengan", "dgn", "di", "dia", "dimana", "diri", "dlm", "dong",
    "dulu", "eh", "enggak", "ga", "gak", "gimana", "gmana", "gmn", "gue", "gw", "hai", "halo", "hanya",
    "hari", "harus", "harusnya", "hei", "ialah", "info", "infonya", "ingin", "ini", "itu", "iya",
    "jadi", "jam", "jangan", "jg", "jika", "jl", "juga", "kak", "kakak", "kalau", "kalo", "kami",
    "kamu", "kan", "kapan", "karena", "kasih", "kata", "ke", "kemana", "kemarin", "kenapa", "kepada",
    "ketika", "kita", "kok", "kpd", "krn", "lagi", "lah", "lain", "lalu", "lewat", "lg", "loh", "maaf",
    "maka", "malam", "mana", "mas", "masih", "mau", "mba", "mbak", "melalui", "memang", "mengapa",
    "menit", "mereka", "mimin", "min", "minggu", "misal", "mohon", "mungkin", "nah", "nanti", "ngga",
    "nggak", "nih", "nya", "oleh", "pada", "padahal", "pagi", "pak", "para", "per", "perlu", "pernah",
    "saat", "saja", "salam", "sama", "sampai", "sangat", "saya", "sd", "sdh", "sebagai", "sebelum",
    "sebulan", "secara", "sedang", "sehari", "sehingga", "sejak", "sekali", "sekarang", "selalu",
    "selama", "selamat", "seminggu", "semua", "seperti", "serta", "sesuai", "setahun", "setelah",
    "setiap", "si", "siang", "siapa", "sih", "silakan", "sini", "sore", "sudah", "supaya", "tadi",
    "tahun", "tanggal", "tapi", "tau", "tdk", "telah", "tentang", "terhadap", "terima", "terimakasih",
    "tersebut", "terus", "tetapi", "tgl", "tiap", "tidak", "tolong", "udah", "untuk", "utk", "wah",
    "ya", "yah", "yaitu", "yang", "yg",
];

#[rustfmt::skip]
pub(super) const ENGLISH: &[&str] = &[
    "a", "about", "after", "all", "also", "am", "an", "and", "any", "are", "as", "at", "be", "because",
    "been", "before", "being", "but", "by", "can", "cant", "could", "day", "days", "did", "didnt", "do",
    "does", "doing", "dont", "for", "from", "get", "got", "had", "has", "have", "having", "he", "hello",
    "her", "here", "hi", "him", "his", "hour", "hours", "how", "i", "if", "im", "in", "into", "is",
    "it", "its", "just", "let", "like", "may", "me", "might", "month", "months", "more", "most", "must",
    "my", "no", "not", "now", "of", "off", "on", "only", "or", "other", "our", "out", "over", "please",
    "she", "should", "since", "so", "some", "such", "than", "thank", "thanks", "that", "the", "their",
    "them", "then", "there", "these", "they", "this", "those", "to", "today", "tomorrow", "too",
    "under", "until", "up", "us", "very", "was", "we", "week", "weeks", "were", "what", "when", "where",
    "which", "while", "who", "why", "will", "with", "would", "year", "years", "yes", "yesterday", "you",
    "your",
];

/// Whether a folded word is a stop word in Indonesian or English. Both lists are asked, because people mix.
pub fn is_stop_word(word: &str) -> bool {
    INDONESIAN.binary_search(&word).is_ok() || ENGLISH.binary_search(&word).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_so_that_binary_search_finds_them() {
        assert!(INDONESIAN.is_sorted() && ENGLISH.is_sorted());
        assert!(is_stop_word("yang") && is_stop_word("the") && !is_stop_word("ktp"));
    }
}
