//! The text of a note as it grows, with its spans.

use phiward_redact::Category;

use super::{
    dice::Dice,
    mark::Mark,
    noise::{misread, misspell},
};

/// A marked stretch, in code points, with the text that was written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) mark: Mark,
    pub(super) text: String,
}

/// How a note looks.
#[derive(Debug, Clone)]
pub(super) struct Style {
    pub(super) case: Case,
    pub(super) newline: Newline,
    /// What stands for ": " after a label.
    pub(super) colon: &'static str,
    pub(super) bullet: Bullet,
    pub(super) wide_gaps: bool,
    /// Misspelt words among 10,000.
    pub(super) typos: u64,
    /// Misspelt words of names among 10,000.
    pub(super) name_typos: u64,
    /// Misread signs among 10,000.
    pub(super) misreads: u64,
    /// Lines are cut here, where a note is wrapped.
    pub(super) width: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Case {
    AsIs,
    Upper,
    Lower,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Newline {
    Lf,
    CrLf,
    Mixed,
    /// Everything on one line.
    Space,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bullet {
    Sign(&'static str),
    Number(&'static str),
}

impl Style {
    /// Text as it is.
    pub(super) fn plain() -> Self {
        Self {
            case: Case::AsIs,
            newline: Newline::Lf,
            colon: ": ",
            bullet: Bullet::Sign("- "),
            wide_gaps: false,
            typos: 0,
            name_typos: 0,
            misreads: 0,
            width: None,
        }
    }

    /// The look of a note; `casing` is the one that its genre asks for.
    pub(super) fn draw(dice: &mut Dice, casing: Option<Case>) -> Self {
        let case = casing.unwrap_or_else(|| match dice.between(1, 100) {
            1..=9 => Case::Upper,
            10..=18 => Case::Lower,
            _ => Case::AsIs,
        });
        let newline = match dice.between(1, 100) {
            1..=9 => Newline::CrLf,
            10..=12 => Newline::Mixed,
            13..=16 => Newline::Space,
            _ => Newline::Lf,
        };
        let colons = [": ", ": ", ": ", ": ", ": ", ": ", " : ", ":", ":\t", ":  ", " - ", " = "];
        let bullets = [
            Bullet::Sign("- "),
            Bullet::Sign("* "),
            Bullet::Sign("• "),
            Bullet::Sign("-"),
            Bullet::Sign("[ ] "),
            Bullet::Sign("> "),
            Bullet::Sign(""),
            Bullet::Number(". "),
            Bullet::Number(") "),
            Bullet::Number("."),
        ];
        let typos = if dice.chance(20) { dice.between(30, 250) } else { 0 };
        let misreads = if dice.chance(4) { dice.between(20, 90) } else { 0 };
        Self {
            case,
            newline,
            colon: dice.pick(&colons).copied().unwrap_or(": "),
            bullet: dice.pick(&bullets).copied().unwrap_or(Bullet::Sign("- ")),
            wide_gaps: dice.chance(12),
            typos,
            name_typos: 120 + typos,
            misreads,
            width: dice.chance(8).then(|| usize::try_from(dice.between(50, 96)).unwrap_or(80)),
        }
    }
}

/// A text that grows, and what was marked in it.
#[derive(Debug)]
pub(super) struct Canvas {
    pub(super) text: String,
    pub(super) style: Style,
    pub(super) stretches: Vec<Stretch>,
    points: usize,
    open: Option<(usize, usize, Mark)>,
    depth: usize,
    /// A part was left out: the blank after it goes too.
    swallow: bool,
}

impl Canvas {
    pub(super) fn new(style: Style) -> Self {
        Self {
            text: String::new(),
            style,
            stretches: Vec::new(),
            points: 0,
            open: None,
            depth: 0,
            swallow: false,
        }
    }

    /// Starts a marked stretch; one inside another belongs to the outer one.
    pub(super) fn open(&mut self, mark: Mark) {
        if self.depth == 0 {
            self.open = Some((self.points, self.text.len(), mark));
            self.swallow = false;
        }
        self.depth += 1;
    }

    /// Ends the stretch that was opened last.
    pub(super) fn close(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.depth > 0 {
            return;
        }
        if let Some((start, byte, mark)) = self.open.take() {
            let text = self.text.get(byte..).unwrap_or_default().to_owned();
            if !text.is_empty() {
                self.stretches.push(Stretch { start, end: self.points, mark, text });
            }
        }
    }

    /// Whether the text stands inside a marked stretch.
    pub(super) fn is_marking(&self) -> bool {
        self.depth > 0
    }

    /// Notes that an optional part was left out.
    pub(super) fn left_out(&mut self) {
        self.swallow = true;
    }

    /// Writes text of a template: its labels and gaps take the style of the note.
    pub(super) fn push_template(&mut self, text: &str, dice: &mut Dice) {
        let mut text = text.to_owned();
        if self.style.colon != ": " {
            text = text.replace(": ", self.style.colon);
        }
        if self.style.wide_gaps {
            text = text.replace(". ", ".  ");
        }
        self.push(&text, dice);
    }

    /// Writes text.
    pub(super) fn push(&mut self, text: &str, dice: &mut Dice) {
        let mut text = text;
        if core::mem::take(&mut self.swallow) {
            text = text.strip_prefix([' ', '\n']).unwrap_or(text);
        }
        let name = matches!(self.open, Some((_, _, Mark::Phi(Category::Name))));
        let typos = if name { self.style.name_typos } else { self.style.typos };
        for word in text.split_inclusive(|sign: char| !sign.is_alphanumeric()) {
            if typos > 0 && dice.rarely(typos) {
                let end = word.trim_end_matches(|sign: char| !sign.is_alphanumeric()).len();
                let (body, tail) = word.split_at_checked(end).unwrap_or((word, ""));
                self.push_signs(&misspell(body, dice), dice);
                self.push_signs(tail, dice);
            } else {
                self.push_signs(word, dice);
            }
        }
    }

    fn push_signs(&mut self, text: &str, dice: &mut Dice) {
        for sign in text.chars() {
            let sign = if self.style.misreads > 0 && dice.rarely(self.style.misreads) {
                misread(sign)
            } else {
                sign
            };
            if sign == '\n' {
                self.push_newline(dice);
                continue;
            }
            let sign = match self.style.case {
                Case::AsIs => sign,
                Case::Upper => single(sign.to_uppercase(), sign),
                Case::Lower => single(sign.to_lowercase(), sign),
            };
            self.push_sign(sign);
        }
    }

    fn push_newline(&mut self, dice: &mut Dice) {
        // No note starts with an empty line, and none has two of them in a row.
        let blanks = self.text.chars().rev().take_while(|sign| sign.is_whitespace());
        if self.text.is_empty() || blanks.filter(|sign| *sign == '\n').count() >= 2 {
            return;
        }
        let returns = match self.style.newline {
            Newline::Space => return self.push_sign(' '),
            Newline::Lf => false,
            Newline::CrLf => true,
            Newline::Mixed => dice.chance(50),
        };
        if returns {
            self.push_sign('\r');
        }
        self.push_sign('\n');
    }

    fn push_sign(&mut self, sign: char) {
        self.text.push(sign);
        self.points += 1;
    }

    /// Cuts long lines at blanks, which moves nothing, and drops what trails.
    pub(super) fn finish(&mut self) {
        self.text.truncate(self.text.trim_end().len());
        let Some(width) = self.style.width.filter(|_| self.style.newline == Newline::Lf) else { return };
        let mut signs: Vec<char> = self.text.chars().collect();
        let (mut line, mut blank) = (0, None);
        for at in 0..signs.len() {
            match signs.get(at) {
                Some('\n') => (line, blank) = (at + 1, None),
                Some(' ') => blank = Some(at),
                _ => {}
            }
            if at.saturating_sub(line) >= width
                && let Some(cut) = blank.take()
            {
                if let Some(sign) = signs.get_mut(cut) {
                    *sign = '\n';
                }
                line = cut + 1;
            }
        }
        self.text = signs.into_iter().collect();
    }
}

/// The one letter of a change of case, or the letter itself where the change makes several.
fn single(mut changed: impl Iterator<Item = char>, sign: char) -> char {
    match (changed.next(), changed.next()) {
        (Some(only), None) => only,
        _ => sign,
    }
}
