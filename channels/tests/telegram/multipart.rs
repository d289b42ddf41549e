//! Just enough of RFC 7578 to look into what was uploaded.

use std::collections::BTreeMap;

/// A file in a form.
#[derive(Clone, Debug, PartialEq)]
pub struct Upload {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Text fields and files of a `multipart/form-data` body.
pub type Form = (BTreeMap<String, String>, BTreeMap<String, Upload>);

pub fn read(content_type: &str, body: &[u8]) -> Result<Form, String> {
    let boundary = content_type.split("boundary=").nth(1).ok_or("no boundary")?;
    let fence = format!("--{}", boundary.trim_matches('"'));
    let (mut texts, mut files) = Form::default();
    let mut rest = after(body, fence.as_bytes()).ok_or("no first fence")?;
    while !rest.starts_with(b"--") {
        rest = rest.strip_prefix(b"\r\n").ok_or("a fence without line end")?;
        let head_end = find(rest, b"\r\n\r\n").ok_or("a part without head")?;
        let head = std::str::from_utf8(&rest[..head_end]).map_err(|_| "a head that is not text")?;
        let content = &rest[head_end + 4..];
        let end = find(content, format!("\r\n{fence}").as_bytes()).ok_or("a part without end")?;
        let name = quoted(head, " name=\"").ok_or("a part without name")?;
        if let Some(file) = quoted(head, "filename=\"") {
            files.insert(name, Upload { name: file, bytes: content[..end].to_vec() });
        } else {
            let text = String::from_utf8(content[..end].to_vec()).map_err(|_| "not text")?;
            texts.insert(name, text);
        }
        rest = &content[end + 2 + fence.len()..];
    }
    Ok((texts, files))
}

fn quoted(head: &str, before: &str) -> Option<String> {
    let from = head.find(before)? + before.len();
    head[from..].split('"').next().map(str::to_owned)
}

fn after<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<&'a [u8]> {
    find(bytes, mark).map(|at| &bytes[at + mark.len()..])
}

pub fn find(bytes: &[u8], mark: &[u8]) -> Option<usize> {
    bytes.windows(mark.len()).position(|window| window == mark)
}
