//! Characters whose two halves are characters themselves: a hand that sets them apart writes 王月 for 玥, and a recogniser reads two.
//!
//! It knows characters only. Parts that no text has alone, such as 氵 and 亻, are left out: no recogniser reads them.

use super::form::{Form, Gap, Kind, Part, Slot, Strength};

/// Characters of names, each with its left and its right half. How an entry earns its place: both halves are characters of everyday texts, and
/// the two make no word (as 女子, 好, does). Taken from the shapes of the characters; how often hands set them apart wasn't measured.
const HALVES: &str = "\
    玥王月 玲王令 琳王林 琪王其 珊王册 珠王朱 琦王奇 璐王路 琼王京 珂王可 玟王文 珏王玉 玮王韦 琨王昆 瑜王俞 理王里 球王求 瑛王英 \
    璇王旋 璟王景 珺王君 玖王久 琰王炎 明日月 昕日斤 晖日军 晓日尧 昭日召 晴日青 映日央 旺日王 昉日方 晗日含 晰日析 晔日华 暄日宣 \
    昀日匀 娜女那 妮女尼 娅女亚 婷女亭 妙女少 姣女交 娇女乔 妍女开 娴女闲 婵女单 嫣女焉 娥女我 嫦女常 婧女青 姗女册 如女口 妤女予 \
    娣女弟 姝女朱 娆女尧 嫚女曼 岭山令 屿山与 峪山谷 崎山奇 鹏朋鸟 鸿江鸟 鸣口鸟 鲜鱼羊 松木公 柏木白 桂木圭 梅木每 栋木东 楠木南 \
    桦木华 柳木卯 枫木风 桐木同 桥木乔 相木目 槐木鬼 柯木可 栩木羽 梧木吾 杜木土 权木又 桃木兆 楷木皆 和禾口 秋禾火 科禾斗 程禾呈 \
    双又又 观又见 欢又欠 胜月生 胡古月 朗良月 张弓长 弛弓也 孙子小 靖立青 新亲斤 斌文武 加力口 勋员力 功工力 静青争 野里予 耿耳火 \
    聪耳总 顺川页 颂公页 馥香复 翔羊羽 翊立羽 翎令羽 辉光军 韵音匀 歆音欠 骁马尧 驰马也 骥马冀 帆巾凡 帕巾白 坤土申 城土成 均土匀 \
    增土曾 坦土旦 轩车干 轶车失 规夫见 献南犬 炜火韦 烨火华 灿火山 炳火丙 焕火奂 煌火皇 烁火乐 硕石页 砚石见 知矢口 皓白告 皎白交 \
    默黑犬 歌哥欠 孜子攵 喆吉吉 甡生生";

/// The most characters of a name of which one may be set apart: longer texts aren't names, and each character makes a form.
const LONGEST: usize = 12;

/// The forms of the name in `slots` of which one character is set apart.
pub(super) fn set_apart(slots: &[Slot]) -> Vec<Form> {
    if slots.len() > LONGEST {
        return Vec::new();
    }
    let form = |at: usize| {
        let mut slots = slots.to_vec();
        let slot = slots.get_mut(at)?;
        let (left, right) = slot.glyphs.iter().find_map(|c| halves(*c))?;
        slot.glyphs = vec![left];
        slots.insert(at + 1, Slot { glyphs: vec![right], before: Gap::None });
        Some(Form { in_halves: true, ..Form::new(Kind::Han, Part::Whole, slots, Strength::Weak) })
    };
    (0..slots.len()).filter_map(form).collect()
}

/// The left and the right half of `c`, where a text may hold both.
fn halves(c: char) -> Option<(char, char)> {
    HALVES.split(' ').find_map(|entry| {
        let mut chars = entry.chars();
        if chars.next() != Some(c) {
            return None;
        }
        chars.next().zip(chars.next())
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_character_stands_once_with_two_halves() {
        let entries: Vec<Vec<char>> = HALVES.split(' ').map(|entry| entry.chars().collect()).collect();
        assert!(entries.iter().all(|entry| entry.len() == 3), "a character and its halves");
        let whole: BTreeSet<char> = entries.iter().filter_map(|entry| entry.first().copied()).collect();
        assert_eq!(whole.len(), entries.len());
        assert_eq!((halves('玥'), halves('月')), (Some(('王', '月')), None));
    }
}
