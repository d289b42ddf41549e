//! Reading a table of areas: which columns it has, and each line checked by itself.

use std::collections::HashMap;
use std::io::Read;

use csv::{ByteRecord, ReaderBuilder};

use crate::error::{Result, invalid};
use crate::ids::codes;

/// Lines of one table: all villages of Indonesia are 83,000.
pub const ROWS: usize = 100_000;
/// Most characters of an area's name.
const LONGEST_NAME: usize = 120;
/// Characters of a faulty cell that are shown again.
const SHOWN: usize = 40;
/// Put behind the table: what is read with it lay behind a quote that nobody closed.
const END: &[u8] = b"\n\x1e";

codes! {
    /// A column we understand.
    Column {
        Code = "code",
        Name = "name",
        Parent = "parent",
        Latitude = "latitude",
        Longitude = "longitude",
        Population = "population",
    }
}

impl Column {
    /// By the names such columns have in tables of ministries and in ours.
    fn of(header: &str) -> Option<Self> {
        match header.trim().to_lowercase().as_str() {
            "code" | "kode" => Some(Self::Code),
            "name" | "nama" => Some(Self::Name),
            "parent" | "parent_code" | "province_code" | "regency_code" | "district_code" | "induk"
            | "kode_induk" => Some(Self::Parent),
            "latitude" | "lat" | "lintang" => Some(Self::Latitude),
            "longitude" | "lng" | "lon" | "long" | "bujur" => Some(Self::Longitude),
            "population" | "penduduk" => Some(Self::Population),
            _ => None,
        }
    }
}

/// A line that can be taken in as far as it alone can tell.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub line: u64,
    pub code: String,
    pub name: String,
    pub parent: Option<String>,
    pub point: Option<(f64, f64)>,
    pub population: Option<i64>,
}

/// What is wrong with a line: where, what stands there, and the code of reason and remedy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    pub line: u64,
    /// The column as the file calls it; empty for the whole line.
    pub column: String,
    /// What stands there, cut.
    pub value: String,
    pub code: &'static str,
    /// What the remedy names: another line, another code.
    pub hint: String,
}

impl Fault {
    /// Nobody knows which lines it swallowed: it cannot be left out like a line.
    pub fn is_broken(&self) -> bool {
        matches!(self.code, "quote-open" | "line-break")
    }
}

/// A table that was read.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    pub rows: Vec<Row>,
    pub faults: Vec<Fault>,
    /// Columns as the file calls them.
    headers: HashMap<Column, String>,
    /// The same by their places.
    heads: Vec<String>,
    /// Columns that we do not know and leave out.
    pub ignored: Vec<String>,
}

impl Sheet {
    /// Reads a table with commas, semicolons or tabs and a line of column names. Refused as a whole when
    /// it is no such table; faults of lines are collected.
    pub fn read(bytes: &[u8]) -> Result<Self> {
        let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter(bytes))
            .from_reader(bytes.chain(END));
        let mut lines = Lines { bytes, at: 0, line: 1 };
        let mut record = ByteRecord::new();
        let mut next = |record: &mut ByteRecord| -> Result<Option<u64>> {
            let there = reader.read_byte_record(record).map_err(|_| invalid("file", "areas-unreadable"))?;
            let start = record.position().map_or(0, |position| position.byte() as usize);
            let is_behind =
                || bytes.get(start..).is_none_or(|rest| rest.iter().all(|byte| is_line_break(*byte)));
            let is_end = record.len() == 1 && record.get(0) == END.get(1..) && is_behind();
            Ok((there && !is_end).then(|| lines.number(start)))
        };
        if next(&mut record)?.is_none() {
            return Err(invalid("file", "areas-empty"));
        }
        if record.iter().any(holds_line_break) {
            return Err(invalid("file", "areas-broken"));
        }
        let (mut sheet, columns) = Self::head(&record)?;
        let width = record.len();
        let mut first_lines: HashMap<String, u64> = HashMap::new();
        while let Some(line) = next(&mut record)? {
            if record.iter().all(|cell| cell.trim_ascii().is_empty()) {
                continue;
            }
            if sheet.rows.len() + sheet.faults.len() >= ROWS {
                return Err(invalid("file", "areas-too-many"));
            }
            if let Some(place) = record.iter().position(holds_line_break) {
                let fault = sheet.torn(line, place, &record);
                sheet.faults.push(fault);
                continue;
            }
            if record.len() != width {
                let hint = format!("{} / {width}", record.len());
                sheet.faults.push(Fault {
                    line,
                    column: String::new(),
                    value: String::new(),
                    code: "columns",
                    hint,
                });
                continue;
            }
            match sheet.row(line, &record, &columns) {
                Ok(row) => {
                    if let Some(first) = first_lines.get(&row.code) {
                        let fault = sheet.fault(line, Column::Code, &row.code, "twice", first.to_string());
                        sheet.faults.push(fault);
                    } else {
                        first_lines.insert(row.code.clone(), line);
                        sheet.rows.push(row);
                    }
                }
                Err(fault) => sheet.faults.push(*fault),
            }
        }
        if sheet.rows.is_empty() && sheet.faults.is_empty() {
            return Err(invalid("file", "areas-empty"));
        }
        Ok(sheet)
    }

    /// The line of column names, and where each column stands.
    fn head(record: &ByteRecord) -> Result<(Self, HashMap<Column, usize>)> {
        let mut sheet = Self::default();
        let mut columns = HashMap::new();
        for (place, cell) in record.iter().enumerate() {
            let header = String::from_utf8_lossy(cell).trim().to_owned();
            sheet.heads.push(cut(&header));
            match Column::of(&header) {
                Some(column) => {
                    if columns.insert(column, place).is_some() {
                        return Err(invalid("file", "areas-column-twice"));
                    }
                    sheet.headers.insert(column, cut(&header));
                }
                None => sheet.ignored.push(cut(&header)),
            }
        }
        if !columns.contains_key(&Column::Code) || !columns.contains_key(&Column::Name) {
            return Err(invalid("file", "areas-columns-missing"));
        }
        Ok((sheet, columns))
    }

    /// A cell that goes on in the next line: on purpose, or because its quote is not closed.
    fn torn(&self, line: u64, place: usize, record: &ByteRecord) -> Fault {
        let cell = record.get(place).unwrap_or_default();
        let is_open = place + 1 == record.len() && cell.ends_with(END);
        let first = cell.split(|byte| is_line_break(*byte)).next().unwrap_or_default();
        Fault {
            line,
            column: self.heads.get(place).cloned().unwrap_or_default(),
            value: cut(&String::from_utf8_lossy(first)),
            code: if is_open { "quote-open" } else { "line-break" },
            hint: String::new(),
        }
    }

    /// A fault in the words of this file.
    pub fn fault(&self, line: u64, column: Column, value: &str, code: &'static str, hint: String) -> Fault {
        let column = self.headers.get(&column).cloned().unwrap_or_else(|| column.code().to_owned());
        Fault { line, column, value: cut(value), code, hint }
    }

    fn row(&self, line: u64, record: &ByteRecord, at: &HashMap<Column, usize>) -> Result<Row, Box<Fault>> {
        let wrong =
            |column, value: &str, code| Box::new(self.fault(line, column, value, code, String::new()));
        let cell = |column: Column| -> Result<String, Box<Fault>> {
            let Some(bytes) = at.get(&column).and_then(|place| record.get(*place)) else {
                return Ok(String::new());
            };
            let text = std::str::from_utf8(bytes)
                .map_err(|_| wrong(column, &String::from_utf8_lossy(bytes), "not-utf8"))?;
            Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        let code = cell(Column::Code)?;
        if !is_code(&code) {
            let dotted = dotted(&code).unwrap_or_else(|| "32.73.01".to_owned());
            return Err(Box::new(self.fault(line, Column::Code, &code, "code", dotted)));
        }
        let name = cell(Column::Name)?;
        if name.is_empty() {
            return Err(wrong(Column::Name, "", "name-missing"));
        }
        if name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
            return Err(wrong(Column::Name, &name, "name"));
        }
        let parent = cell(Column::Parent)?;
        if !parent.is_empty() && !is_above(&parent, &code) {
            let above = above(&code).unwrap_or_default().to_owned();
            return Err(Box::new(self.fault(line, Column::Parent, &parent, "parent", above)));
        }
        let degrees = |column, most: f64, code| -> Result<Option<f64>, Box<Fault>> {
            let text = cell(column)?;
            if text.is_empty() {
                return Ok(None);
            }
            if text.contains(',') {
                return Err(Box::new(self.fault(line, column, &text, "comma", text.replace(',', "."))));
            }
            let value: Option<f64> = text.parse().ok().filter(|value: &f64| value.abs() <= most);
            value.map(Some).ok_or_else(|| wrong(column, &text, code))
        };
        let latitude = degrees(Column::Latitude, 90.0, "latitude")?;
        let longitude = degrees(Column::Longitude, 180.0, "longitude")?;
        let point = match (latitude, longitude) {
            (Some(latitude), Some(longitude)) => Some((latitude, longitude)),
            (None, None) => None,
            (Some(_), None) => return Err(wrong(Column::Longitude, "", "half-point")),
            (None, Some(_)) => return Err(wrong(Column::Latitude, "", "half-point")),
        };
        let population = cell(Column::Population)?;
        let people: Option<i64> = population.parse().ok().filter(|n| (0..=2_000_000_000).contains(n));
        if !population.is_empty() && people.is_none() {
            return Err(wrong(Column::Population, &population, "population"));
        }
        let parent = Some(parent).filter(|parent| !parent.is_empty());
        Ok(Row { line, code, name, parent, point, population: people })
    }
}

fn is_line_break(byte: u8) -> bool {
    matches!(byte, b'\r' | b'\n')
}

fn holds_line_break(cell: &[u8]) -> bool {
    cell.iter().any(|byte| is_line_break(*byte))
}

/// Counts lines up to where a record begins; empty lines before it are not its own.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn number(&mut self, start: usize) -> u64 {
        let mut start = start.min(self.bytes.len());
        while self.bytes.get(start).is_some_and(|byte| matches!(byte, b'\r' | b'\n')) {
            start += 1;
        }
        let passed = self.bytes.get(self.at..start).unwrap_or_default();
        self.line += passed.split(|byte| *byte == b'\n').count() as u64 - 1;
        self.at = self.at.max(start);
        self.line
    }
}

/// What stands most often between the column names.
fn delimiter(bytes: &[u8]) -> u8 {
    let head = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |delimiter: u8| head.split(|byte| *byte == delimiter).count();
    [b',', b';', b'\t'].into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}

/// `32`, `32.73`, `32.73.01`, `32.73.01.1001`.
fn is_code(code: &str) -> bool {
    let parts: Vec<&str> = code.split('.').collect();
    let lengths: &[usize] = &[2, 2, 2, 4];
    parts.len() <= lengths.len()
        && parts
            .iter()
            .zip(lengths)
            .all(|(part, length)| part.len() == *length && part.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `327301` as it should be written, if that is what it is.
fn dotted(code: &str) -> Option<String> {
    if !code.bytes().all(|byte| byte.is_ascii_digit()) || !matches!(code.len(), 4 | 6 | 10) {
        return None;
    }
    let parts = [code.get(0..2), code.get(2..4), code.get(4..6), code.get(6..10)];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join("."))
}

/// The code of the area around this one.
pub fn above(code: &str) -> Option<&str> {
    code.rsplit_once('.').map(|(above, _)| above)
}

fn is_above(parent: &str, code: &str) -> bool {
    code.strip_prefix(parent).is_some_and(|rest| rest.starts_with('.'))
}

fn cut(text: &str) -> String {
    let mut cut: String = text.chars().filter(|c| !c.is_control()).take(SHOWN).collect();
    if text.chars().count() > SHOWN {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(u64, String, &'static str)> {
        let sheet = Sheet::read(text.as_bytes()).unwrap();
        sheet.faults.into_iter().map(|fault| (fault.line, fault.column, fault.code)).collect()
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        for end in ["\n", "\r\n"] {
            let text = ["kode,nama", "32,Jawa Barat", "", "x,Y", "\"32.73\",\"Kota", "Bandung\"", "z,Z", ""];
            let found = faults(&text.join(end));
            let kode = || "kode".to_owned();
            let torn = (5, "nama".to_owned(), "line-break");
            assert_eq!(found, [(4, kode(), "code"), torn, (7, kode(), "code")], "{end:?}");
        }
    }

    #[test]
    fn a_quote_that_is_not_closed_swallows_nothing() {
        for end in ["\n", "\r\n", "", "\n\n"] {
            for (text, code) in [
                (["code,name", "32,A", "32.73,\"Lupa tutup", "32.74,Hilang"], "quote-open"),
                (["code,name", "32,A", "32.73,\"Lupa", "32.74,Lagi\""], "line-break"),
            ] {
                let newline = if end == "\r\n" { end } else { "\n" };
                let found = faults(&(text.join(newline) + end));
                assert_eq!(found, [(3, "name".to_owned(), code)], "{text:?} {end:?}");
            }
            let good = Sheet::read(format!("code,name\n32,\"A\"{end}").as_bytes()).unwrap();
            assert_eq!((good.rows.len(), good.faults.len()), (1, 0), "{end:?}");
        }
        let one = Sheet::read(b"code,name\n32,\"A").unwrap();
        assert!(one.faults[0].is_broken() && one.faults[0].value == "A");
        for text in ["code,name,\"x\n32,A\n", "code,\"name\n32\",A\n"] {
            assert_eq!(Sheet::read(text.as_bytes()).unwrap_err().code(), "areas-broken", "{text}");
        }
        let odd = Sheet::read(b"code,name\n32,A\n\x1e\n33,B\n").unwrap();
        assert_eq!((odd.rows.len(), odd.faults[0].code), (2, "columns"), "a mark of ours in the middle");
    }

    #[test]
    fn delimiters_marks_and_names_of_columns() {
        for text in ["\u{feff}code;name\n32;A", "KODE\tNama\n32\tA", "lat,code,lng,name\n1,32,2,A"] {
            let sheet = Sheet::read(text.as_bytes()).unwrap();
            assert_eq!((sheet.rows[0].code.as_str(), sheet.rows[0].name.as_str()), ("32", "A"), "{text}");
        }
        let sheet = Sheet::read(b"code,name,luas\n32,A,9").unwrap();
        assert_eq!(sheet.ignored, ["luas"]);
        for (text, code) in [
            ("", "areas-empty"),
            ("code,name\n", "areas-empty"),
            ("32,Jawa Barat\n", "areas-columns-missing"),
            ("code,kode,name\n", "areas-column-twice"),
        ] {
            assert_eq!(Sheet::read(text.as_bytes()).unwrap_err().code(), code, "{text}");
        }
    }

    #[test]
    fn every_fault_names_line_and_column() {
        let text = "code,name,parent,lat,lng,population\n\
            327301,A,,,,\n\
            32.73,,,,,\n\
            32.73.01,B,33,,,\n\
            32.73.02,C,32.73,\"-6,9\",107,\n\
            32.73.03,D,32.73,-96,107,\n\
            32.73.04,E,32.73,-6.9,,\n\
            32.73.05,F,32.73,-6.9,190,\n\
            32.73.06,G,32.73,,,viele\n\
            32.73.07,H\n\
            32.73.08,I,32.73,,,\n\
            32.73.08,J,32.73,,,\n";
        let found = faults(text);
        let told: Vec<(u64, &str, &str)> =
            found.iter().map(|(line, column, code)| (*line, column.as_str(), *code)).collect();
        assert_eq!(
            told,
            [
                (2, "code", "code"),
                (3, "name", "name-missing"),
                (4, "parent", "parent"),
                (5, "lat", "comma"),
                (6, "lat", "latitude"),
                (7, "lng", "half-point"),
                (8, "lng", "longitude"),
                (9, "population", "population"),
                (10, "", "columns"),
                (12, "code", "twice"),
            ]
        );
        let latin = Sheet::read(b"code,name\n32,Jawa \xe9\n").unwrap();
        assert_eq!((latin.faults[0].code, latin.faults[0].line), ("not-utf8", 2));
        assert_eq!(dotted("327301"), Some("32.73.01".into()));
    }
}
