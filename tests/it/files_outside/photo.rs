//! Photos as telephones take them: turned, signed by their camera, and saying where it stood.

/// Where [`jpeg`] says that it was taken: 6° 12' 36.36" S, 106° 49' 1.2" E.
pub const PLACE: (f64, f64) = (-6.210_1, 106.817);
/// What nobody may read in a copy.
pub const SERIAL: &[u8] = b"SERIAL-4711";

/// The camera's block (TIFF, big endian): maker, turned by a quarter, serial number, place.
pub fn block() -> Vec<u8> {
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        let mut entry = tag.to_be_bytes().to_vec();
        entry.extend(kind.to_be_bytes());
        entry.extend(count.to_be_bytes());
        entry.extend(value);
        entry
    };
    let at = |offset: u32| offset.to_be_bytes();
    let rational = |parts: [(u32, u32); 3]| {
        let numbers = parts.into_iter().flat_map(|(above, below)| [above, below]);
        numbers.flat_map(u32::to_be_bytes).collect::<Vec<u8>>()
    };
    // The first directory ends at 62 (8 + 2 + 4 entries + 4), the second at 116.
    let parts = [
        b"MM\0\x2a\0\0\0\x08".to_vec(),
        vec![0, 4],
        entry(0x010f, 2, 4, *b"Oka\0"),
        entry(0x0112, 3, 1, [0, 6, 0, 0]),
        entry(0x8825, 4, 1, at(62)),
        entry(0xc62f, 2, 12, at(116)),
        vec![0; 4],
        vec![0, 4],
        entry(1, 2, 2, *b"S\0\0\0"),
        entry(2, 5, 3, at(128)),
        entry(3, 2, 2, *b"E\0\0\0"),
        entry(4, 5, 3, at(152)),
        vec![0; 4],
        [SERIAL, b"\0"].concat(),
        rational([(6, 1), (12, 1), (3636, 100)]),
        rational([(106, 1), (49, 1), (12, 10)]),
    ];
    parts.concat()
}

/// What its lines draw, so that a copy can be told to be whole.
pub const DRAWN: &[u8] = b"drawn lines";

pub fn jpeg() -> Vec<u8> {
    let segment = |kind: u8, body: &[u8]| {
        let length = u16::try_from(body.len() + 2).expect("short").to_be_bytes();
        [&[0xff, kind], length.as_slice(), body].concat()
    };
    let parts = [
        vec![0xff, 0xd8],
        segment(0xe1, &[b"Exif\0\0".as_slice(), &block()].concat()),
        segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SERIAL-4711</x:xmpmeta>"),
        segment(0xe2, b"ICC_PROFILE\0\x01\x01colours"),
        segment(0xed, b"Photoshop 3.0\08BIM SERIAL-4711"),
        segment(0xfe, b"SERIAL-4711"),
        segment(0xda, b"\x01"),
        DRAWN.to_vec(),
        vec![0xff, 0xd9],
        b"a second picture, SERIAL-4711".to_vec(),
    ];
    parts.concat()
}

pub fn webp() -> Vec<u8> {
    let block = block();
    let chunk = |name: &[u8; 4], body: &[u8]| {
        let length = u32::try_from(body.len()).expect("short").to_le_bytes();
        let padding: &[u8] = if body.len() % 2 == 1 { &[0] } else { &[] };
        [name.as_slice(), &length, body, padding].concat()
    };
    let parts = [
        b"WEBP".to_vec(),
        chunk(b"VP8X", &[0x08, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        chunk(b"VP8 ", DRAWN),
        chunk(b"EXIF", &block),
    ];
    chunk(b"RIFF", &parts.concat())
}

pub fn png() -> Vec<u8> {
    let block = block();
    let mut photo = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, body) in [
        (b"IHDR", [0; 13].as_slice()),
        (b"eXIf", &block),
        (b"tEXt", SERIAL),
        (b"IDAT", DRAWN),
        (b"IEND", b""),
    ] {
        photo.extend(u32::try_from(body.len()).expect("short").to_be_bytes());
        photo.extend(kind);
        photo.extend(body);
        photo.extend([0; 4]);
    }
    photo
}

/// HEIC: a picture and the camera's block, each an item.
pub fn heic() -> Vec<u8> {
    let boxed = |kind: &[u8; 4], body: &[u8]| {
        let length = u32::try_from(body.len() + 8).expect("short").to_be_bytes();
        [length.as_slice(), kind, body].concat()
    };
    let entry = |item: u8, kind: &[u8; 4]| {
        boxed(b"infe", &[&[2, 0, 0, 0, 0, item, 0, 0], kind.as_slice(), b"\0"].concat())
    };
    let exif = [&[0; 4], block().as_slice()].concat();
    let ftyp = boxed(b"ftyp", b"heic\0\0\0\0mif1heic");
    let meta = |from: usize| {
        let piece = |item: u8, from: usize, length: usize| {
            let number = |number: usize| u32::try_from(number).expect("short").to_be_bytes();
            [&[0, item, 0, 0, 0, 1], number(from).as_slice(), &number(length)].concat()
        };
        let iinf = [b"\0\0\0\0\0\x02".to_vec(), entry(1, b"hvc1"), entry(2, b"Exif")].concat();
        let iloc = [
            b"\0\0\0\0\x44\0\0\x02".to_vec(),
            piece(1, from, DRAWN.len()),
            piece(2, from + DRAWN.len(), exif.len()),
        ];
        let hdlr = b"\0\0\0\0\0\0\0\0pict\0\0\0\0\0\0\0\0\0\0\0\0\0";
        let parts = [vec![0; 4], boxed(b"hdlr", hdlr), boxed(b"iinf", &iinf), boxed(b"iloc", &iloc.concat())];
        boxed(b"meta", &parts.concat())
    };
    let before = ftyp.len() + meta(0).len() + 8;
    [ftyp, meta(before), boxed(b"mdat", &[DRAWN, &exif].concat())].concat()
}
