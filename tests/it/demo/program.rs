//! The program starts, serves its page, and touches no stranger's folder.

use super::*;

fn program(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sahut"));
    command.args(["demo", "--listen", "127.0.0.1:0", "--tickets", "40", "--data"]).arg(data);
    for name in ["SAHUT_DATABASE_URL", "SAHUT_MEILISEARCH_URL", "SAHUT_CONFIG"] {
        command.env_remove(name);
    }
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

#[actix_web::test]
async fn the_program_starts_and_serves_its_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let data = folder.path().join("kota");
    for again in [false, true] {
        let mut child = program(&data).args(again.then_some("--fresh")).spawn().expect("a program");
        let mut lines = BufReader::new(child.stdout.take().expect("its output")).lines();
        let address = tokio::time::timeout(Duration::from_mins(1), async {
            while let Some(line) = lines.next_line().await.expect("a line") {
                if let Some((_, address)) =
                    line.split_once("http://").filter(|(_, rest)| rest.ends_with("/demo"))
                {
                    return format!("http://{address}");
                }
            }
            panic!("the program ended without an address");
        })
        .await
        .expect("ready within a minute");
        let page = reqwest::get(&address).await.expect("a page");
        assert_eq!(page.status(), 200);
        assert!(page.text().await.expect("text").contains("ratna@tirtamaya.example"));
        child.kill().await.expect("stopped");
        // The welcome is the last thing on the terminal: nothing is logged below it.
        let mut told = String::new();
        child.stderr.take().expect("its log").read_to_string(&mut told).await.expect("text");
        assert!(!told.contains("INFO") && told.trim_end().ends_with("tickets"), "{told}");
    }
}

#[actix_web::test]
async fn a_strangers_folder_is_not_touched() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("foto.jpg"), "bukan untuk dihapus").expect("a file");
    let output = program(folder.path()).arg("--fresh").output().await.expect("a program");
    assert!(!output.status.success());
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(told.contains("--data"), "{told}");
    assert_eq!(std::fs::read_dir(folder.path()).expect("still there").count(), 1);
}
