#!/bin/sh
# build.sh ISO_JSON_DIR OUT_DIR - make the two TSV gazetteers that come from the
# iso-codes package: OUT_DIR/iso-countries.tsv and OUT_DIR/iso-subdivisions.tsv.
# Reads data/short-names.tsv and data/stop.txt beside this script. Each file is
# written to a temporary name and moved, so that a reader never sees half a file.
# Needs jq 1.6 or later. Refuses to replace a file when jq fails.
set -eu
export LC_ALL=C

if [ $# -ne 2 ]; then
    echo "usage: build.sh ISO_JSON_DIR OUT_DIR" >&2
    exit 2
fi
iso=$1
out=$2
here=$(dirname -- "$0")/data

for f in "$iso/iso_3166-1.json" "$iso/iso_3166-2.json" \
    "$here/short-names.tsv" "$here/stop.txt"; do
    if [ ! -r "$f" ]; then
        echo "build.sh: cannot read $f" >&2
        exit 1
    fi
done

mkdir -p -- "$out"
tmp=$(mktemp -d "$out/.build.XXXXXX")
trap 'rm -rf -- "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

# Every form the standard has, plus "X, Republic of" as "Republic of X", without
# brackets and a leading article; "X of" heads alone (Korea, Congo) name no state.
jq -r --rawfile short "$here/short-names.tsv" '
  def trim: sub("^\\s+"; "") | sub("\\s+$"; "");
  def clean: gsub("\\s*[\\[(][^\\])]*[\\])]"; "") | sub("^[Tt]he "; "") | trim;
  def straighten:
    if test("^[^,]+, [^,]+ of( the)?$")
    then capture("^(?<a>[^,]+), (?:[Tt]he )?(?<b>.+)$") | .b + " " + .a
    else . end;
  ($short | split("\n") | map(select(length > 0 and (startswith("#") | not))
    | split("\t") | {key: .[0], value: .[1]}) | from_entries) as $names
  | [ .["3166-1"][]
      | . as $c
      | ($names[.alpha_3] // .common_name // .name | clean) as $name
      | ([$name, .name, .common_name, .official_name]
         | map(select(. != null) | clean | straighten)
         | map(select(length > 3 and (test("[0-9\\t]") | not)))
         | map(select(test(", ") | not))
         | map(select(. != "Congo"))   # two countries: left to countries.yaml
         | unique[])
      | {text: ., name: $name, country: $c.alpha_3} ]
  | group_by(.text) | map(select(([.[].country] | unique | length) == 1) | .[0])
  | (["text", "name", "country", "match"],
     (.[] | [.text, .name, .country, "exact"])) | join("\t")
' "$iso/iso_3166-1.json" >"$tmp/iso-countries.tsv"

# A name that several countries share has no country: none is guessed.
# The form without diacritics is added, and is the canonical name.
jq -r --rawfile stop "$here/stop.txt" --rawfile short "$here/short-names.tsv" \
    --slurpfile world "$iso/iso_3166-1.json" '
  def trim: sub("^\\s+"; "") | sub("\\s+$"; "");
  def clean: gsub("\\s*[\\[(][^\\])]*[\\])]"; "") | trim;
  def plain:
    reduce ({a: "āáàâãäåăąə", c: "çćčċ", d: "ďđḑ", e: "éèêëēėęě",
             g: "ğġģ", h: "ħḩẖ", i: "íìîïīĭıį", k: "ķ", l: "łļľ",
             n: "ñńņňṉ", o: "óòôõöøōŏő", r: "řṟṙ", s: "śšşșşṣ",
             t: "ťţțṭ", u: "úùûüūůűų", w: "ŵ", y: "ýÿ", z: "źżžẕ",
             A: "ĀÁÀÂÄÅ", C: "ÇĆČ", E: "ÉÈÊ", G: "ĞĢ", H: "ĦḨ",
             I: "ÍÎĪİ", K: "Ķ", L: "Ł", N: "ÑŇ", O: "ÓÖØŌ", R: "Ř",
             S: "ŚŠŞȘ", T: "ŢȚŤ", U: "ÚÜŪ", Z: "ŹŻŽ"}
            | to_entries[]) as $e (gsub("[\u0327\u0331]"; "");
              gsub("[" + $e.value + "]"; $e.key));
  ($stop | split("\n") | map(trim | select(length > 0 and (startswith("#") | not))))
    as $lines
  | ($lines | map(select(test("^[A-Z][A-Z]-$")) | {key: .[0:2], value: true})
     | from_entries) as $skip
  | ($lines | map({key: ascii_downcase, value: true}) | from_entries) as $stopped
  | ([$world[0]["3166-1"][] | .name, .common_name | select(. != null) | clean]
     + ($short | split("\n") | map(split("\t") | .[1] // empty))
     | map({key: plain | ascii_downcase, value: true}) | from_entries) as $states
  | (reduce $world[0]["3166-1"][] as $c ({}; .[$c.alpha_2] = $c.alpha_3)) as $a3
  | [ .["3166-2"][]
      | (.code[0:2]) as $a2
      | select($skip[$a2] | not)
      | (.name | clean) as $full
      | ($full | plain) as $plain
      | select(($full | length) > 3
               and ($full | test("[0-9,;/\\t\"]") | not)
               and ($full | test("^(Saint|Sainte|San|Santa|Santo|Sao|São|St\\.?|Sveti) ") | not)
               and ($full | test("^[^a-zа-я]*$") | not)
               and ($stopped[$full | ascii_downcase] | not)
               and ($stopped[$plain | ascii_downcase] | not)
               and ($states[$plain | ascii_downcase] | not))
      | ($full, (if $plain | test("^[ -~]+$") then $plain else empty end))
      | {text: ., name: (if $plain | test("^[ -~]+$") then $plain else $full end),
         country: $a3[$a2]} ]
  | group_by(.text)
  | map(. as $g
        | {text: $g[0].text, name: $g[0].name,
           country: (if ([$g[].country] | unique | length) == 1
                     then $g[0].country else "" end)})
  | (["text", "name", "country", "match"],
     (.[] | [.text, .name, .country, "exact"])) | join("\t")
' "$iso/iso_3166-2.json" >"$tmp/iso-subdivisions.tsv"

chmod 644 "$tmp/iso-countries.tsv" "$tmp/iso-subdivisions.tsv"
mv -f -- "$tmp/iso-countries.tsv" "$out/iso-countries.tsv"
mv -f -- "$tmp/iso-subdivisions.tsv" "$out/iso-subdivisions.tsv"
