--- The brief of a report on one screen: what and when, who acts, who said
-- what, who is for and against what, what happened, at what cost, where. It
-- says nothing that the records do not hold; what was not found is left out.
-- Each line ends with the place of the bytes it rests on: `assay why
-- FILE:PLACE` tells the rest. Each section is a module of its own.
local core = require "assay.core"
local style = require "assay.style"
local layout = require "assay.brief.layout"
local names = require "assay.brief.names"
local said = require "assay.brief.said"
local happened = require "assay.brief.happened"
local own = require "assay.brief.own"
local wording = require "assay.wording"

local brief = {}

local LINES = 38    -- of a brief that folds, about
local WIDEST = 100  -- lines are not longer, for the eye's sake
local NARROWEST = 30

local function width_now()
    return math.max(NARROWEST, math.min(style.columns(90), WIDEST))
end

--- "2026-03-04 (Wednesday)"; what is no whole date stays as it is.
local function with_weekday(date)
    local y, m, d = tostring(date):match("^(%d%d%d%d)%-(%d%d)%-(%d%d)")
    local time = y and os.time {year = y, month = m, day = d, hour = 12}
    return style.clean(date) .. (time and os.date(" (%A)", time) or "")
end

local function head_lines(out, doc, record, width)
    local title = record.title or doc.title or record.text or ""
    title = title:find("%S") and title or doc.id
    for i, line in ipairs(style.wrap(style.clean(title), width - 6)) do
        local where = i == 1 and record.start and ":" .. record.start or ""
        out[#out + 1] = style.paint("bold", line) .. (" "):rep(math.max(1,
            width - core.width(line) - #where)) .. style.paint("dim", where)
        out[#out] = out[#out]:gsub(" +$", "")
    end
    local facts = {style.clean(doc.id)}
    if record.dateline then
        facts[#facts + 1] = style.clean(record.dateline)
    end
    local date = record.date or doc.date
    if date then
        facts[#facts + 1] = with_weekday(date)
    end
    facts[#facts + 1] = wording.counted(record.sentences or 0, "sentence")
    facts[#facts + 1] = wording.counted(#doc, "token")
    if (doc.repaired or 0) > 0 then
        facts[#facts + 1] = wording.counted(doc.repaired, "bad byte") .. " replaced"
    end
    for _, line in ipairs(style.wrap(table.concat(facts, " | "), width)) do
        out[#out + 1] = style.paint("dim", line)
    end
end

--- The sections that have something to say.
local function sections_of(doc, records, width, full)
    local who, where = names.sections(doc, records, width)
    local all = {who, said.quotes(records), said.positions(records),
                 happened.events(records), happened.casualties(records),
                 happened.money(records, doc)}
    local others = own.sections(records, full)
    table.move(others, 1, #others, #all + 1, all)
    all[#all + 1] = where
    local list = {}
    for _, section in ipairs(all) do
        if #section.rows > 0 then
            list[#list + 1] = section
        end
    end
    return list
end

-- Else "nobody said anything" is read as a finding.
local NO_LANGUAGE = "No model speaks its language, or it is too short to tell: "
    .. "names by lists\nalone, no quotes, positions or events."

-- Names and places are told by the actors: no section reads their records,
-- which are most of all.
local UNREAD = {entity = true, location = true}

local function records_of(doc)
    local kinds = {}
    for _, kind in ipairs(doc:kinds()) do
        if not UNREAD[kind] and kind:sub(1, 1) ~= "_" then
            kinds[#kinds + 1] = kind
        end
    end
    return #kinds > 0 and doc:records(table.unpack(kinds)) or {}
end

--- The brief of a document as text.
-- @tparam[opt] table options full = true: nothing is folded
function brief.text(doc, options)
    local full = options and options.full
    local width = width_now()
    local out = {}
    local records = records_of(doc)
    head_lines(out, doc, doc:records("document")[1] or {}, width)
    if not doc.lang and #doc > 0 then
        out[#out + 1] = NO_LANGUAGE
    end
    local sections = sections_of(doc, records, width, full)
    local shown = layout.allot(sections, full and math.huge or LINES - #out)
    for i, section in ipairs(sections) do
        layout.add(out, section, full and #section.rows or shown[i], width)
    end
    if #sections == 0 then
        out[#out + 1] = "Nothing was found: no name, no quote, no event."
    end
    return table.concat(out, "\n")
end

local meta = {__name = "brief", __tostring = function(b) return b.text end}

--- The brief of a document as a value that prints itself.
function brief.of(doc, options)
    return setmetatable({text = brief.text(doc, options)}, meta)
end

local function print_all(paths, options)
    local n = 0
    for doc in core.each(paths) do
        if n > 0 then
            io.write("\n", style.paint("dim", ("-"):rep(width_now())), "\n\n")
        end
        io.write(brief.text(doc, options), "\n")
        n = n + 1
    end
end

--- Print the brief of every document in files and folders.
function brief.main(...)
    print_all({...})
end

--- `assay --full FILE...`
function brief.full(...)
    print_all({...}, {full = true})
end

return brief
