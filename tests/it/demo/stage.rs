//! A house with the demo's page in front of it.

use super::*;

/// A house with the demo's page in front of it.
pub struct Stage {
    pub house: House,
    pub visitor: Visitor,
    pub csrf: String,
    pub bot: BotApi,
    server: actix_web::dev::ServerHandle,
    stop: watch::Sender<bool>,
}

impl Stage {
    pub async fn open(engine: Engine) -> Self {
        Self::open_after(engine, 0).await
    }

    /// With about so many tickets of the past.
    pub async fn open_after(engine: Engine, tickets: usize) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let house = House::build(engine, |config| {
            let (database_url, data) = (config.database_url.clone(), config.data_dir.clone());
            let secret_key = config.secret_key.clone();
            *config = Config { database_url, secret_key, ..demo::configure(&data, &url, |_| None) };
        })
        .await;
        if tickets > 0 {
            seed::seed(&house.app, tickets, |_, _| {}).await.expect("a past");
        }
        let bot = demo::bot(&house.app).await.expect("a bot");
        let people = City::read().expect("a city").people;
        let stage = Data::new(Demo::new(bot.clone(), &house.app.config.data_dir, people));
        let server = web::start(house.app.clone(), listener, routes(stage)).expect("a server");
        let handle = server.handle();
        actix_web::rt::spawn(server);
        let (stop, stopped) = watch::channel(false);
        listen::start(house.app.clone(), stopped);
        while bot.webhook().is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let client = reqwest::Client::builder().cookie_store(true).build().expect("a client");
        let visitor = Visitor { client, url };
        let page = visitor.get("/demo").await;
        assert_eq!(page.status, 200, "{}", page.text);
        let (_, rest) = page.text.split_once("name=\"csrf\" value=\"").expect("a token");
        let csrf = rest.split('"').next().expect("a token").to_owned();
        Self { house, visitor, csrf, bot, server: handle, stop }
    }

    pub async fn phone(&self, fields: &[(&str, &str)]) -> Value {
        let mut fields = fields.to_vec();
        fields.extend([("csrf", self.csrf.as_str()), ("call", "0123456789abcdef0123456789abcdef")]);
        let request = self.visitor.client.post(format!("{}/demo/phone", self.visitor.url));
        let answer = self.visitor.answer(request.header("Accept", "application/json").form(&fields)).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        serde_json::from_str(&answer.text).expect("JSON")
    }

    /// Sends the Telegram pane's form.
    pub async fn telegram(&self, form: Form) -> Answer {
        let request = self.visitor.client.post(format!("{}/demo/telegram", self.visitor.url));
        self.visitor.answer(request.multipart(form.text("csrf", self.csrf.clone()))).await
    }

    pub async fn close(self) {
        let _ = self.stop.send(true);
        self.server.stop(false).await;
        self.house.close().await;
    }
}

pub fn spoken(answer: &Value) -> String {
    answer["say"].as_array().expect("words").iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" ")
}

/// Six digits in a row, spaces between them or not: the PIN that was told.
pub fn pin_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("PIN")?;
    let digits: String = rest.chars().filter(char::is_ascii_digit).take(6).collect();
    (digits.len() == 6).then_some(digits)
}
