//! Periods: when a day ends, what is compared, and dates that cannot be read.

use super::*;

story!(periods_are_compared_only_when_both_are_whole, async |house: &House| {
    file_many(house, "air", Channel::Chat, MORNING - 9 * DAY, 10, &[30 * HOUR; 10]).await;
    file_many(house, "air", Channel::Chat, MORNING - 2 * DAY, 15, &[2 * HOUR; 12]).await;
    let last_week = Query::of(Period::last(7, parse_day("2026-11-23").unwrap()));
    let seen = trends(house, city::OFFICIAL, &last_week).await;
    assert_eq!(
        (seen.is_comparable, seen.all.before.opened, seen.by_category[0].before.opened),
        (false, 0, 0)
    );
    // The hotline was there all of the week before.
    file_many(house, "air", Channel::Chat, MORNING - 13 * DAY, 1, &[]).await;
    let seen = trends(house, city::OFFICIAL, &last_week).await;
    assert_eq!((seen.is_comparable, seen.all.before.opened, seen.all.now.opened), (true, 11, 15));
    let page = house.staff(city::OFFICIAL).await.get("/trends?period=last-7").await.text;
    for words in [
        "Laporan naik 36%: 15 masuk, 12 selesai",
        "naik 100 poin",
        "lebih cepat dari sebelumnya",
        "bertambah 3 selama masa ini",
        "dibandingkan dengan 10–16 November 2026",
    ] {
        assert!(page.contains(words), "{words} is not in {page}");
    }
});

story!(a_day_ends_at_midnight_in_jakarta, async |house: &House| {
    // 23 November begins at 17:00 UTC on the 22nd.
    let midnight = MORNING - 9 * HOUR;
    file_many(house, "air", Channel::Form, midnight - 1, 1, &[2]).await;
    file_many(house, "air", Channel::Form, midnight, 2, &[]).await;
    for (from, to, opened, resolved) in [
        ("2026-11-22", "2026-11-22", 1, 0),
        ("2026-11-23", "2026-11-23", 2, 1),
        ("2026-11-22", "2026-11-23", 3, 1),
    ] {
        let seen = trends(house, city::OFFICIAL, &Query::of(days(from, to))).await;
        assert_eq!((seen.all.now.opened, seen.all.now.resolved), (opened, resolved), "{from}..{to}");
    }
    let seen = trends(house, city::OFFICIAL, &Query::of(days("2026-11-23", "2026-11-23"))).await;
    assert_eq!((seen.all.before.opened, day_iso(seen.days[0].day).as_str()), (1, "2026-11-22"));
    let page = house.staff(city::OFFICIAL).await.get("/trends?from=2026-11-23&to=2026-11-23").await;
    assert!(
        page.text.contains("23 November 2026 (1 hari), dibandingkan dengan 22 November 2026"),
        "{}",
        page.text
    );
});

story!(a_date_that_cannot_be_read_is_kept_for_mending, async |house: &House| {
    let official = house.staff(city::OFFICIAL).await;
    let page = official.get("/trends?period=own&from=%3Ckemarin%3E&to=2026-11-23").await;
    assert_eq!(page.status, 422);
    assert!(page.text.contains("Tulis tanggal seperti 2026-11-23."), "{}", page.text);
    assert!(page.text.contains("kemarin") && !page.text.contains("<kemarin>"), "{}", page.text);
    for nonsense in
        ["agency=-1", "agency=99999999999999999999", "class=x&channel=%00", "period=own&from=9999-12-31"]
    {
        let status = official.get(&format!("/trends?{nonsense}")).await.status;
        assert!([200, 404, 422].contains(&status), "{nonsense}: {status}");
    }
});
