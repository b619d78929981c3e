--- The API as a man page, assay-lua(7): macros of man(7) alone, so that any
-- formatter does.
local api = require "assay.api"
local core = require "assay.core"
local words = require "assay.manual.words"

local man = {}

--- Text that roff leaves alone: backslashes, and what would be a request at
-- the start of a line. A hyphen to be typed is \-.
local function escaped(text)
    text = text:gsub("\\", "\\e"):gsub("%-", "\\-"):gsub("^([.'])", "\\&%1")
    return (text:gsub("\n([.'])", "\n\\&%1"))
end

local function add(out, ...)
    out[#out + 1] = table.concat {...}
end

--- An argument of a request: quoted, so that blanks stay.
local function argument(text)
    return '"' .. escaped(text):gsub('"', '""') .. '"'
end

local function add_blocks(out, blocks)
    for _, block in ipairs(blocks) do
        add(out, ".PP")
        if block.prose then
            add(out, escaped(block.prose))
        else
            add(out, ".nf")
            add(out, escaped(block.lines))
            add(out, ".fi")
        end
    end
end

local function add_value(out, name, value)
    local mark = value.optional and "?" or ""
    add(out, ".TP\n.BR ", argument(name .. mark), " ", argument("  " .. value.type))
    add(out, value.doc and escaped(value.doc) or "\\&")
end

local function add_values(out, values, default)
    for _, value in ipairs(values) do
        add_value(out, value.name or default, value)
    end
end

local function add_example(out, entry)
    if not entry.example then
        return
    end
    add(out, ".PP\nFor example:\n.PP\n.nf\n.RS 4")
    add(out, escaped(words.trim(entry.example)))
    add(out, ".RE\n.fi")
end

local function add_entry(out, entry)
    add(out, ".SS ", argument(entry.kind == "topic" and entry.name or words.title(entry)))
    add(out, escaped(entry.summary))
    add_blocks(out, words.of(entry))
    add_values(out, entry.params)
    if entry.kind ~= "field" then
        add_values(out, entry.returns, "gives")
    end
    add_values(out, entry.fields)
    if entry.extends and entry.extends ~= "string" then
        add(out, ".PP\nAnd what every ", escaped(entry.extends), " has.")
    end
    if entry.capability then
        add(out, ".PP\nIn a plugin it needs the capability ", escaped(entry.capability), ".")
    end
    add_example(out, entry)
end

--- The page.
-- @tparam string date that it bears: not today's, so that the same sources give
--   the same bytes
function man.text(date)
    local out = {
        ('.TH ASSAY\\-LUA 7 %s "assay %s" "Lua API of assay"'):format(date, core.version),
        ".SH NAME",
        "assay\\-lua \\- what can be typed at the prompt of assay and called in its scripts",
        ".SH DESCRIPTION",
        "The prompt of",
        ".BR assay (1)",
        "speaks Lua 5.4: what you type is what you script. A bare expression prints its value, a bare command runs.",
        "The command help has the same text as this page. A question mark behind a name: it may be left out.",
    }
    for _, part in ipairs(api.parts()) do
        add(out, ".SH ", argument(part.title:upper()))
        if part.summary then
            add(out, escaped(part.summary))
        end
        for _, entry in ipairs(part.entries) do
            add_entry(out, entry)
        end
    end
    add(out, ".SH SEE ALSO\n.BR assay (1)")
    return table.concat(out, "\n") .. "\n"
end

return man
