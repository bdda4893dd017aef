"""Words of Chinese in both scripts: a text in the wrong one must still be understood."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words

LEXICON = Lexicon(
    numbers=number_words(
        "0 零/〇, 一/幺, 二/两/兩, 三, 四, 五, 六, 七, 八, 九, 十, 十一, 十二, 十三, 十四, 十五, 十六, 十七, 十八",
        "19 十九, 二十",
        "30 三十",
        "40 四十",
        "50 五十",
        "60 六十",
        "70 七十",
        "80 八十",
        "90 九十",
        "100 一百",
        joins=("",),
    ),
    doubtful=("一", "幺", "两", "兩", "零", "十"),
    idioms=(
        *(f"{week}{day}" for week in ("周", "週", "星期", "礼拜", "禮拜") for day in "一二三四五六"),
        *(
            "一些",
            "一下",
            "一般",
            "一起",
            "一样",
            "一樣",
            "一定",
            "一直",
            "一旦",
            "一切",
            "第一次",
            "统一",
            "統一",
            "唯一",
        ),
        *("进一步", "進一步", "万一", "萬一", "十分", "三明治", "一个或多个", "一個或多個", "其中一", "一周"),
    ),
    star=("星号", "星號", "星号键", "星號鍵", "米字键", "米字鍵", "星字键", "星字鍵"),
    pound=("井号", "井號", "井号键", "井號鍵", "井字键", "井字鍵"),
    press=("按", "拨", "撥"),
    digits=("位", "个数字", "個數字", "次"),
    negations=("不", "没", "沒", "未", "无", "無", "勿"),
    sentence_ends="。！？….!?",
)
