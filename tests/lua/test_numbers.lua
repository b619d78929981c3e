-- Plugins numbers, money, quantities: what they find, and arithmetic at its edges.
local tap = dofile("tests/lua/tap.lua")

--- Spans of a hidden layer, or records, of a text, as "text=a b" each.
local function found(text, kind, ...)
    local doc = assay.text(text)
    local out = {}
    for _, s in ipairs(kind:find("^_") and doc:spans(kind, "flat") or doc:records(kind)) do
        local values = {}
        for _, field in ipairs {...} do
            values[#values + 1] = tostring(s[field])
        end
        out[#out + 1] = s.text .. "=" .. table.concat(values, " ")
    end
    doc:close()
    return table.concat(out, "; ")
end

local function numbers(text)
    return found(text, "_number", "number")
end

local function amounts(text)
    return found(text, "_amount", "min", "max", "number")
end

local function money(text)
    return found(text, "money", "amount", "currency")
end

local function quantities(text)
    return found(text, "quantity", "amount", "unit")
end

local function each(fn, what, cases)
    for _, case in ipairs(cases) do
        tap.is(fn(case[1]), case[2], what .. ": " .. case[1]:sub(1, 60))
    end
end

-- ---- digits of any shape ------------------------------------------------

each(numbers, "digits", {
    {"They sold 1,204.5 of them.", "1,204.5=1204.5"},
    {"It is 12,34,567 there.", "12,34,567=1234567"},
    {"It is 8,50 there.", "8,50=8.5"},
    {"It is 1.204,5 there.", "1.204,5=1204.5"},
    {"It is 3½ wide.", "3½=3.5"},
    {"It is .25 wide.", ".25=0.25"},
    {"It fell to -7 there.", "-7=-7"},
    {"The years 2019-2020 passed.", "2019=2019; 2020=2020"},
    {"It has 31 000 people.", "31 000=31000"},
    {"They are 31 0000 in all.", "31=31; 0000=0"},
    {"Arabic digits ١٢٣ and full width １２.", "١٢٣=123; １２=12"},
    {"Superscripts are not: m² and x³.", ""},
    {"The host 10.20.30.40 is down.", ""},
    {"It is 2^-1 of it.", "2^-1=0.5"},
    {"It is 0^-1 of it.", ""},
    {"It weighs 4e-3 of it, or 4e+3.", "4e-3=0.004; 4e+3=4000"},
    {"It has 2 345 678,9 of them.", "2 345 678,9=2345678.9"},
    {"It is 4 3/4 million.", "4 3/4 million=4750000"},
    {"It fell by -3 thousand.", "-3 thousand=-3000"},
})

-- ---- words ----------------------------------------------------------------

each(numbers, "words", {
    {"Thirty-seven came.", "Thirty-seven=37"},
    {"Four hundred and eight came.", "Four hundred and eight=408"},
    {"Six million two hundred thousand and nine came.",
        "Six million two hundred thousand and nine=6200009"},
    {"Between two hundred and three hundred came.", "two hundred=200; three hundred=300"},
    {"It cost 7 thousand 2 hundred and 15 there.", "7 thousand 2 hundred and 15=7215"},
    {"It is 700 4 hundred there.", "700=700; 4 hundred=400"},
    {"Three lakh crore were spent.", "Three lakh crore=3000000000000"},
    {"Half a million, half a dozen and a quarter of a million.",
        "Half a million=500000; half a dozen=6; a quarter of a million=250000"},
    {"Two and a half million came.", "Two and a half million=2500000"},
    {"Two million and a half came.", "Two million and a half=2500000"},
    {"A couple of thousand came.", "A couple of thousand=2000"},
    {"One in eight agreed, seven out of ten did not.", "One in eight=0.125; seven out of ten=0.7"},
    {"Six out of four is wrong.", "Six=6; four=4"},
    {"Six point zero four percent.", "Six point zero four=6.04"},
    {"A five-million-dollar house.", "five-million=5000000"},
    {"Six-and-a-half hours.", "Six-and-a-half=6.5"},
    {"Three-hundred-and-five men.", "Three-hundred-and-five=305"},
    {"The second and a third man came in the first half.", ""},
    {"No one and every one of us, one another.", ""},
})

tap.is(numbers(""), "", "an empty text")
tap.is(numbers("and a point of minus"), "", "glue alone")
tap.is(numbers("twenty and"), "twenty=20", "glue at the end")
tap.is(numbers("hundred hundred"), "hundred hundred=10000", "scales multiply")
tap.is(numbers(("million "):rep(4)), "million million million million=1e+24", "no wrapping round")
tap.is(numbers(("million "):rep(500)), "", "too large to tell is no number")
tap.is(numbers(("7"):rep(60)), "", "sixty digits are no number")
tap.is(numbers("1e400"), "", "nor is what is infinite")
tap.is(numbers("9007199254740993"), "9007199254740993=9007199254740993", "integers stay exact")
tap.is(numbers("7/0 and 5 1/0"), "7=7; 0=0; 5=5; 1=1; 0=0", "nothing is divided by nought")
tap.is(#assay.text(("one and "):rep(5000)):spans("_number"), 5000, "a long run of small ones")

-- ---- amounts and ordinals ---------------------------------------------------

each(amounts, "amount", {
    {"At least 3 left.", "At least 3=3 nil 3"},
    {"Up to 20 left.", "Up to 20=nil 20 20"},
    {"About thirty left.", "About thirty=30 30 30"},
    {"From 12 to 15 left.", "From 12 to 15=12 15 12"},
    {"Two to three dozen left.", "Two to three dozen=24 36 24"},
    {"It ended 3-1.", "3=3 3 3; 1=1 1 1"},
    {"Dozens left, tens of thousands stayed.",
        "Dozens=24 nil 24; tens of thousands=20000 nil 20000"},
    {"No soldiers left.", "No=0 0 0"},
    {"Ten or more left.", "Ten or more=10 nil 10"},
    {"Between 20 and 30 left.", "Between 20 and 30=20 30 20"},
})

tap.is(found("The 21st and the one hundred and fifth, a third time.", "_ordinal", "number"),
    "21st=21; one hundred and fifth=105; third=3", "ordinals")

-- ---- money -------------------------------------------------------------------

each(money, "money", {
    {"They want \\$90 billion.", "$90 billion=90000000000 USD"},
    {"They want US$1.5m or €2b.", "US$1.5m=1500000 USD; €2b=2000000000 EUR"},
    {"They want Rs 500 crore.", "Rs 500 crore=5000000000 INR"},
    {"They want C$7, A$8 and HK$9.", "C$7=7 CAD; A$8=8 AUD; HK$9=9 HKD"},
    {"They want two dollars and five cents.", "two dollars and five cents=2.05 USD"},
    {"They want 12p and 40 cents.", "12p=0.12 GBP; 40 cents=0.4 USD"},
    {"They want a couple of million euros.", "a couple of million euros=2000000 EUR"},
    {"They want 300 million Australian dollars.", "300 million Australian dollars=300000000 AUD"},
    {"They want 30 francs.", "30 francs=30 nil"},
    {"Switzerland wants 30 francs.", "30 francs=30 CHF"},
    {"Sweden, not Norway, wants millions of crowns from Sweden.", "millions of crowns=2000000 SEK"},
    {"The dollar fell, and so did dollars.", ""},
    {"It weighed five pounds.", ""},
    {"It cost five pounds.", "five pounds=5 GBP"},
    {"Three won medals.", ""},
    {"They want 12 dollars and 80 people came.", "12 dollars=12 USD"},
    {"They want $20, 43 of them.", "$20=20 USD"},
    {"It was 40C, and cost 40c.", "40c=0.4 USD"},
    {"They owe EUR3.5bn and 30 MUSD.", "EUR3.5bn=3500000000 EUR; 30 MUSD=30000000 USD"},
})

do -- the places of a long text decide, each counted once
    local words = ("They talked for a while. "):rep(800)
    tap.is(money("Norway saw Norway. " .. words .. "Sweden wants 30 crowns. " .. words
        .. "Sweden met Sweden."), "30 crowns=30 SEK", "places further on count, too")
    tap.is(money("Norway saw Norway with Norway. " .. words .. "They want 30 crowns. " .. words
        .. "Sweden met Sweden."), "30 crowns=30 NOK", "and those before")
end

do
    local doc = assay.text("The bank lent €2-3 million for new roads. "
        .. "He got a fine of about $40.")
    local a, b = doc:records("money")[1], doc:records("money")[2]
    tap.is(a.amount .. " " .. a.max, "2000000 3000000", "a range has both ends")
    tap.is(a["for"], "new roads", "what it is for")
    tap.is(b["for"] .. " " .. b.hedge, "fine about", "what it is the size of, and how sure")
    tap.is(b.max, nil, "no range, no max")
end

-- ---- quantities ---------------------------------------------------------------

each(quantities, "quantity", {
    {"It is 20 km away.", "20 km=20 kilometer"},
    {"A six-mile trip.", "six-mile=6 mile"},
    {"It rose 3.5 per cent.", "3.5 per cent=3.5 %"},
    {"It rose to 15-20%.", "15-20%=15 %"},
    {"He is 5 feet 6 inches tall.", "5 feet 6 inches=5.5 foot"},
    {"They lost 300 old Soviet tanks.", "300 old Soviet tanks=300 tank"},
    {"Twelve women fled.", "Twelve women=12 woman"},
    {"It ran at 60 miles an hour.", "60 miles an hour=60 mile per hour"},
    {"It fell from 5 km to 20%.", "5 km=5 kilometer; 20%=20 %"},
    {"It cost $300.", ""},
    {"A 500-pound bomb.", "500-pound=500 pound"},
    {"Some 200m people use 5m barrels.",
        "200m people=200000000 person; 5m barrels=5000000 barrel"},
    {"It was 40C.", "40C=40 degree celsius"},
    {"They took Flight 12.", ""},
})

tap.done()
