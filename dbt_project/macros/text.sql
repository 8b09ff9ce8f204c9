{#- How texts are made comparable. -#}

{% macro replace_all(text, pattern, replacement) -%}{{ return(adapter.dispatch('replace_all', 'tieout')(text, pattern, replacement)) }}{%- endmacro %}
{% macro duckdb__replace_all(text, pattern, replacement) -%}regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}', 'g'){%- endmacro %}
{% macro default__replace_all(text, pattern, replacement) -%}regexp_replace({{ text }}, '{{ pattern }}', '{{ replacement }}'){%- endmacro %}

{% macro reference_key(text) -%}
    {#- A reference without case, punctuation and leading zeros: 'po_0007-A ' -> 'PO0007A', '000512' -> '512'. Null where nothing is left. -#}
    nullif({{ bare_reference(text) }}, '')
{%- endmacro %}

{% macro bare_reference(text) -%}
    {#- As reference_key, but empty where nothing is left: of lists whose short members are dropped anyway. -#}
    ltrim({{ replace_all('upper(' ~ text ~ ')', '[^A-Z0-9]', '') }}, '0')
{%- endmacro %}

{% macro bare_word(word) -%}
    {#- As bare_reference, of a word of a text: of signs it has none but these. -#}
    ltrim(translate(upper({{ word }}), '_./#-', ''), '0')
{%- endmacro %}

{% macro name_key(text) -%}
    {#- A name without case, accents, punctuation, digits, legal forms and filler words. (Two spaces between words, so that neighbours both go.) -#}
    nullif(trim({{ replace_all(
        replace_all("' ' || " ~ letters(text) ~ " || ' '",
            ' (INC|LLC|LTD|LIMITED|CORP|CORPORATION|PLC|GMBH|AG|SA|SARL|SAS|BV|PTY|LP|LLP|THE|OF|AND|DE|DU|LA|DER) ', ' '),
        ' +', ' ') }}), '')
{%- endmacro %}

{% macro consonants(text) -%}
    {#- A name key as banks abbreviate it: each word keeps its first letter and loses its other vowels ('CEDAR HEALTH PLAN' -> 'CDR HLTH PLN'). -#}
    {{ replace_all(text, '\\B[AEIOUY]', '') }}
{%- endmacro %}

{% macro similarity(left, right) -%}{{ return(adapter.dispatch('similarity', 'tieout')(left, right)) }}{%- endmacro %}
{% macro duckdb__similarity(left, right) -%}jaro_winkler_similarity({{ left }}, {{ right }}){%- endmacro %}
{% macro default__similarity(left, right) -%}(1.0 - levenshtein({{ left }}, {{ right }}) / greatest(length({{ left }}), length({{ right }}), 1)){%- endmacro %}

{% macro text_words(text) -%}{{ return(adapter.dispatch('text_words', 'tieout')(text)) }}{%- endmacro %}
{% macro duckdb__text_words(text) -%}regexp_split_to_array({{ text }}, '[^A-Za-z0-9_./#-]+'){%- endmacro %}
{% macro default__text_words(text) -%}split({{ text }}, '[^A-Za-z0-9_./#-]+'){%- endmacro %}

{% macro without_accents(text) -%}{{ return(adapter.dispatch('without_accents', 'tieout')(text)) }}{%- endmacro %}
{% macro duckdb__without_accents(text) -%}strip_accents({{ text }}){%- endmacro %}
{% macro default__without_accents(text) -%}translate({{ text }}, 'àâäáãçéèêëíìîïñóòôöõúùûüÀÂÄÁÃÇÉÈÊËÍÌÎÏÑÓÒÔÖÕÚÙÛÜ', 'aaaaaceeeeiiiinooooouuuuAAAAACEEEEIIIINOOOOOUUUU'){%- endmacro %}

{% macro letters(text) -%}
    {#- The words of a text in upper case, without accents, digits and punctuation, two spaces between them: 'PMT inv-7 é' -> 'PMT  INV  E'. -#}
    {{ replace_all('upper(' ~ without_accents(text) ~ ')', '[^A-Z]+', '  ') }}
{%- endmacro %}

{% macro text_key(text) -%}
    {#- What is left of a bank's narrative to tell whom it names: letters only, without the words that every line carries. -#}
    nullif(trim({{ replace_all(
        replace_all("' ' || " ~ letters(text) ~ " || ' '",
            ' (ACH|CREDIT|DEBIT|CR|DR|PAYMENT|PAYMENTS|PMT|PYMT|CCD|PPD|CTX|WEB|DES|ID|INDN|ENTRY|ORIG|REF|TRN|TRACE|INV|INVOICE|CLM|CLAIM|FROM|TO|BY|WIRE|IN|OUT|INCOMING|OUTGOING|DEPOSIT|TRANSFER|DIRECT|COUNTER|TELLER|LODGEMENT|LODGMENT|EFT|SEPA|BACS|FPS|BANK|SVWZ|EREF|KREF|REMI|NAME|IBAN|NOTPROVIDED|THE|OF|AND|INC|LLC|LTD|PLC|CORP|SA|AG|PTY|GMBH|DE|DU|LA) ', ' '),
        ' +', ' ') }}), '')
{%- endmacro %}

{% macro name_similarity(name_key, text_key) -%}
    {#- How well a (possibly shortened, cut or misspelt) text names somebody, from 0 to 1: each word of the one is held against its best counterpart
        in the other, consonants only, and the better of the two directions counts. -#}
    {{ return(adapter.dispatch('name_similarity', 'tieout')(name_key, text_key)) }}
{%- endmacro %}

{% macro duckdb__name_similarity(name_key, text_key) -%}
    greatest(
        {{ tieout._words_covered(name_key, text_key) }},
        {{ tieout._words_covered(text_key, name_key) }}
    )
{%- endmacro %}

{% macro _words_covered(words_of, in_words_of) -%}
    coalesce(list_avg(list_transform(
        string_split({{ consonants(words_of) }}, ' '),
        lambda word: list_max(list_transform(
            string_split({{ consonants(in_words_of) }}, ' '),
            lambda other: jaro_winkler_similarity(word, other)
        ))
    )), 0)
{%- endmacro %}

{% macro default__name_similarity(name_key, text_key) -%}{{ tieout.similarity(consonants(name_key), consonants(text_key)) }}{%- endmacro %}


{% macro text_parts(text) -%}{{ return(adapter.dispatch('text_parts', 'tieout')(text)) }}{%- endmacro %}
{% macro duckdb__text_parts(text) -%}regexp_split_to_array({{ text }}, '[^A-Za-z0-9]+'){%- endmacro %}
{% macro default__text_parts(text) -%}split({{ text }}, '[^A-Za-z0-9]+'){%- endmacro %}

{% macro joined_words(text) -%}
    {#- The words of a text that punctuation joins of several, as a list. -#}
    {{ all_matches(text, '[A-Za-z0-9]+[_./#-][A-Za-z0-9_./#-]*[A-Za-z0-9]') }}
{%- endmacro %}

{% macro numbered_words(text) -%}
    {#- The words of a text, split at punctuation, that have a digit, as a list. -#}
    {{ all_matches(text, '[A-Za-z0-9]*[0-9][A-Za-z0-9]*') }}
{%- endmacro %}

{% macro all_matches(text, pattern) -%}{{ return(adapter.dispatch('all_matches', 'tieout')(text, pattern)) }}{%- endmacro %}
{% macro duckdb__all_matches(text, pattern) -%}regexp_extract_all({{ text }}, '{{ pattern }}'){%- endmacro %}
{% macro default__all_matches(text, pattern) -%}regexp_extract_all({{ text }}, '{{ pattern }}', 0){%- endmacro %}
