//! Indonesian, polite ("Anda").

use super::{Prompt, minutes, spell};
use crate::voice::flow::Settings;

pub(super) fn text(prompt: &Prompt, settings: &Settings) -> String {
    let fixed = match prompt {
        Prompt::EmergencyFirst => "Untuk keadaan darurat, tekan 5 atau hubungi 112.",
        Prompt::OtherLanguage => "Untuk bahasa Indonesia, tekan 9.",
        Prompt::Welcome => return format!("Selamat datang di {}.", settings.service),
        Prompt::MenuChoices => {
            "Untuk melapor, tekan 1. Untuk mengetahui perkembangan laporan Anda, tekan 2. \
             Untuk mendengarkan informasi layanan, tekan 3. Untuk berbicara dengan petugas, tekan 0. \
             Untuk keadaan darurat, tekan 5."
        }
        Prompt::NotUnderstood => "Maaf, pilihan itu tidak tersedia.",
        Prompt::NothingPressed => "Maaf, kami belum menerima pilihan Anda.",
        Prompt::LeaveMessage => {
            "Tidak apa-apa. Silakan tinggalkan pesan, nanti petugas kami yang membantu Anda."
        }
        Prompt::Record => {
            return format!(
                "Ceritakan apa yang terjadi dan di mana tempatnya. Sebutkan juga nama Anda bila \
                 berkenan. Suara Anda direkam, paling lama {} menit. Bicaralah setelah bunyi nada. \
                 Jika sudah selesai, tekan tanda pagar.",
                minutes(settings)
            );
        }
        Prompt::RecordEmergency => {
            "Jika belum ada yang menolong, tutup telepon ini dan hubungi 112. Untuk meninggalkan pesan, \
             sebutkan apa yang terjadi dan di mana tempatnya setelah bunyi nada, lalu tekan tanda pagar."
        }
        Prompt::NothingRecorded => "Maaf, suara Anda belum terdengar. Silakan coba sekali lagi.",
        Prompt::TypeCallback => {
            "Suara Anda belum terdengar. Agar petugas dapat menelepon Anda kembali, ketik nomor telepon \
             Anda, lalu tekan tanda pagar."
        }
        Prompt::NumberIncomplete => "Maaf, nomor telepon itu belum lengkap.",
        Prompt::ThanksRecorded => "Terima kasih. Laporan Anda sudah kami terima.",
        Prompt::ThanksCallback => "Terima kasih sudah menelepon. Petugas kami akan menelepon Anda kembali.",
        Prompt::ThanksEmergency => {
            "Panggilan darurat Anda sudah kami catat. Jika masih ada bahaya, segera hubungi 112."
        }
        Prompt::TicketNumber { number, again: false } => {
            return format!("Silakan catat. Nomor laporan Anda: {}.", spell(number));
        }
        Prompt::TicketNumber { number, again: true } => {
            return format!("Sekali lagi, nomor laporan Anda: {}.", spell(number));
        }
        Prompt::TicketPin { pin, again: false } => {
            return format!("PIN Anda: {}. Simpan baik-baik untuk Anda sendiri.", spell(pin.reveal()));
        }
        Prompt::TicketPin { pin, again: true } => {
            return format!("Sekali lagi, PIN Anda: {}.", spell(pin.reveal()));
        }
        Prompt::HowToFollow => "Untuk mengetahui perkembangannya, telepon kami lagi dan tekan 2.",
        Prompt::Goodbye => "Terima kasih sudah menghubungi kami. Sampai jumpa.",
        Prompt::GoodbyeUnheard => {
            "Maaf, kami belum dapat mendengar Anda. Silakan telepon lagi, atau tulis laporan Anda di situs \
             kami. Sampai jumpa."
        }
        Prompt::GoodbyeEmergency => {
            "Maaf, kami tidak dapat mencatat pesan Anda. Segera tutup telepon ini dan hubungi 112."
        }
        Prompt::NotSaved => {
            "Maaf, sistem kami sedang terganggu, sehingga nomor laporan belum dapat kami berikan. Silakan \
             telepon lagi nanti. Mohon maaf atas ketidaknyamanan ini."
        }
        Prompt::TypeNumber => {
            "Ketik nomor laporan Anda, lalu tekan tanda pagar. Untuk kembali, tekan bintang, lalu pagar."
        }
        Prompt::Mistyped => "Sepertinya ada angka yang salah ketik.",
        Prompt::TypePin => "Ketik enam angka PIN Anda, lalu tekan tanda pagar.",
        Prompt::PinHasSixDigits => "PIN terdiri dari enam angka.",
        Prompt::NoMatch => "Maaf, nomor dan PIN itu tidak cocok.",
        Prompt::StatusUnavailable => {
            "Maaf, perkembangan laporan sedang tidak dapat dibacakan. Silakan tinggalkan pesan, nanti \
             petugas kami yang membantu Anda."
        }
        Prompt::StatusChoices => {
            "Untuk laporan lain, tekan 2. Untuk membuat laporan baru, tekan 1. Untuk berbicara dengan \
             petugas, tekan 0. Untuk menu utama, tekan bintang. Jika sudah cukup, silakan tutup telepon."
        }
        Prompt::Topics(titles) => {
            let choices: Vec<String> =
                (1..).zip(titles).map(|(key, title)| format!("Tekan {key} untuk {title}.")).collect();
            return format!("Pilih informasi. {} Untuk kembali, tekan bintang.", choices.join(" "));
        }
        Prompt::NoTopics => "Maaf, informasi itu sedang tidak tersedia.",
        Prompt::ArticleChoices => {
            "Untuk mendengarkan lagi, tekan 1. Untuk melapor, tekan 2. Untuk berbicara dengan petugas, \
             tekan 0. Untuk kembali, tekan bintang."
        }
        Prompt::Connecting => "Mohon tunggu, Anda kami sambungkan dengan petugas.",
        Prompt::AgentsBusy => {
            "Maaf, petugas kami sedang tidak dapat menerima telepon. Silakan tinggalkan pesan."
        }
        Prompt::EmergencyDial => {
            "Keadaan darurat: hubungi 112. Kami sambungkan Anda sekarang. Jangan tutup telepon."
        }
        Prompt::EmergencyAfter => "Sambungan dengan 112 sudah berakhir.",
        Prompt::EmergencyFailed => {
            "Sambungan tidak berhasil. Tutup telepon ini dan segera hubungi 112 sendiri."
        }
        Prompt::Free(text) => text,
    };
    fixed.to_owned()
}
