"""Words of Portuguese, the same in Brazil and Portugal as far as checks go."""

from __future__ import annotations

from ivr_author.core.lexicon import Lexicon, number_words

LEXICON = Lexicon(
    numbers=number_words(
        "0 zero, um/uma, dois/duas, três/tres, quatro, cinco, seis/meia, sete, oito, nove, dez, onze, doze, treze",
        "14 catorze/quatorze, quinze, dezesseis/dezasseis, dezessete/dezassete, dezoito, dezenove/dezanove, vinte",
        "30 trinta",
        "40 quarenta",
        "50 cinquenta",
        "60 sessenta",
        "70 setenta",
        "80 oitenta",
        "90 noventa",
        "100 cem/cento",
        joins=(" e ",),
    ),
    doubtful=("um", "uma", "meia"),
    idioms=(
        "um dos",
        "uma das",
        "um de",
        "uma de",
        "um ou mais",
        "uma ou mais",
        "uma vez",
        "cada um",
        "cada uma",
        "24/7",
        "24 horas por dia",
    ),
    star=("asterisco", "estrela", "tecla asterisco"),
    pound=("jogo da velha", "cerquilha", "sustenido", "cardinal", "tecla cardinal", "tecla jogo da velha"),
    press=("tecle", "teclar", "teclando", "pression", "prima", "aperte", "apertar", "digite", "disque", "marque"),
    digits=("dígit", "digito", "algarism", "número", "numero", "vez", "tecla", "bot", "opç", "segundo", "minuto"),
    am=("a.m.", "am", "da manhã", "da madrugada"),
    pm=("p.m.", "pm", "da tarde", "da noite", "do meio-dia"),
    minutes=(("e meia", 30), ("e quinze", 15), ("e trinta", 30)),
    dollars=("dólar", "dolar"),
    percent=("por cento",),
    first=("primeiro",),
    weekdays=("segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado", "domingo"),
    negations=("não", "nunca", "jamais", "sem", "nem", "nenhum", "nenhuma", "nada", "ninguém", "tampouco"),
    abbreviations=(
        *("sr.", "sra.", "srta.", "dr.", "dra.", "exmo.", "v.", "e.u.a.", "eua.", "a.m.", "p.m.", "p. ex.", "p.ex."),
        *("ex.", "etc.", "art.", "tel.", "av.", "apto.", "pág.", "págs.", "aprox.", "ltda.", "máx.", "mín."),
        *("jan.", "fev.", "mar.", "abr.", "jun.", "jul.", "ago.", "set.", "out.", "nov.", "dez."),
    ),
)
