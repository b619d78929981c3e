--- Whose francs, pesos, crowns a document speaks of: those of the country that
-- it names most often, of those that have such a currency. Asked once a
-- document and name.
local places = {}

local WORDS = {
    franc = "franc francs", peso = "peso pesos", dinar = "dinar dinars",
    shilling = "shilling shillings",
    crown = "crown crowns krone kroner krona kronas kr",
}

-- Country (ISO 3166 alpha-3) and currency (ISO 4217).
local LOCAL = {
    franc = [[CHE CHF LIE CHF COD CDF GIN GNF RWA RWF BDI BIF DJI DJF COM KMF SEN XOF MLI XOF
        CIV XOF BFA XOF NER XOF TGO XOF BEN XOF GNB XOF CMR XAF GAB XAF TCD XAF CAF XAF COG XAF
        GNQ XAF NCL XPF PYF XPF]],
    peso = "MEX MXN PHL PHP ARG ARS CHL CLP COL COP CUB CUP DOM DOP URY UYU",
    dinar = "KWT KWD BHR BHD IRQ IQD JOR JOD LBY LYD TUN TND DZA DZD SRB RSD MKD MKD",
    shilling = "KEN KES UGA UGX TZA TZS SOM SOS",
    crown = "SWE SEK NOR NOK DNK DKK ISL ISK CZE CZK FRO DKK GRL DKK",
}

local name_of, currency_of = {}, {}
for name, forms in pairs(WORDS) do
    for form in forms:gmatch("%S+") do
        name_of[form] = name
    end
    currency_of[name] = {}
    for country, code in LOCAL[name]:gmatch("(%u+)%s+(%u+)") do
        currency_of[name][country] = code
    end
end

-- Words whose entities are looked at together: all at once would be a hundred
-- thousand tables for a book.
local WINDOW = 4096

local function most_named(doc, codes)
    local count, best = {}, nil
    for from = 1, #doc, WINDOW do
        local to = math.min(from + WINDOW - 1, #doc)
        for _, span in ipairs(doc:overlapping("entity", from, to)) do
            local code = span.first >= from and span.country and codes[span.country]
            if code then
                count[code] = (count[code] or 0) + 1
                if not best or count[code] > count[best] then
                    best = code
                end
            end
        end
    end
    return best
end

--- What tells documents apart, also two of one name; short, as it is asked
-- for each hit.
local function key_of(doc)
    local size = #doc
    return table.concat({tostring(doc.id), size, doc:text(1, math.min(size, 40)),
        doc:text(math.max(1, size - 40), size)}, "\0")
end

-- What was found in the document at hand.
local memo = {}

--- The currency that the bare name `form` means in `doc`; nil if it is open.
function places.currency(doc, form)
    local name = name_of[form]
    if not name then
        return nil
    end
    local key = key_of(doc)
    if memo.key ~= key then
        memo = {key = key}
    end
    if memo[name] == nil then
        memo[name] = most_named(doc, currency_of[name]) or false
    end
    return memo[name] or nil
end

return places
