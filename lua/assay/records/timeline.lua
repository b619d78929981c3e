--- How much there is in each day, week, month or year.
--
-- A record counts where its own date is, where it has one, else where its
-- document's date is. A date that is less exact than the period ("March" in a
-- time line by days) is in none of them: such records are counted together in
-- a row of their own, and so are those without any date.
local core = require "assay.core"
local gather = require "assay.records.gather"
local grid = require "assay.table"
local identity = require "assay.records.identity"
local kinds = require "assay.records.kinds"
local lists = require "assay.lists"
local periods = require "assay.records.periods"
local session = require "assay.session"
local wording = require "assay.wording"

local timeline = {}

local FINEST = 60 -- periods: the finest unit that needs no more is taken
local LONGEST = 31 -- empty periods in a row; more are one row

-- ---- items -----------------------------------------------------------------

--- The fields of a kind that name actors.
local function actor_fields(kind)
    local list = {}
    for field, type_of in pairs(kind.types) do
        list[#list + 1] = type_of == "actor" and field or nil
    end
    return list
end

--- What a row says in a few words, with the names that its actors have over all
-- documents, so that two reports of one thing say it alike.
local function line_of(row, who)
    if core.type(row) == "document" then
        return row.title or row.id
    end
    local kind = row.kind and kinds.get(row.kind)
    if kind then
        return kind.line(gather.document(row)
            and who():renamed(row, actor_fields(kind)) or row)
    end
    local text = row.text or row.key or row.name or row.id
    return text and wording.bare(text)
end

--- The date of an open document by its id, for rows that have no more.
local function dates_by_id()
    local dates = {}
    for _, doc in ipairs(session.opened()) do
        dates[doc.id] = dates[doc.id] or doc.date
    end
    return dates
end

--- Rows or documents as items with first and last day.
local function items_of(rows)
    local items, dates = {}, nil
    for i, row in ipairs(rows) do
        local first, last = gather.interval(row)
        if not first and type(row) == "table" and row.doc
            and not gather.document(row) then
            dates = dates or dates_by_id()
            local date = core.type(row.doc) == "document" and row.doc.date
                or dates[row.doc]
            first, last = gather.interval({date = date})
        end
        items[i] = {row = row, first = first, last = last}
    end
    return items
end

-- ---- which unit ---------------------------------------------------------

--- The finest unit in which all that happened needs no more than FINEST
-- periods.
local function unit_of(items)
    local first, last
    for _, item in ipairs(items) do
        if item.first then
            first = (not first or item.first < first) and item.first or first
            last = (not last or item.first > last) and item.first or last
        end
    end
    for _, by in ipairs(periods.UNITS) do
        if not first or periods.count(first, last, by) <= FINEST then
            return by
        end
    end
    return "year"
end

-- ---- the strongest lines ----------------------------------------------

local function fields_known(row)
    local n = 0
    if type(row) == "table" then
        for _ in pairs(row) do
            n = n + 1
        end
    end
    return n
end

--- The lines that most documents have, then the most often told, then those
-- of which most is known, then in order.
local function strongest(rows, most, who)
    local lines, by_text = {}, {}
    for i, row in ipairs(rows) do
        local text = line_of(row, who)
        local line = text and by_text[text]
        if text and not line then
            line = {text = text, n = 0, docs = 0, seen = {}, at = i,
                    known = fields_known(row)}
            by_text[text] = line
            lines[#lines + 1] = line
        end
        if line then
            local id = type(row) == "table" and row.doc or row
            line.n = line.n + 1
            line.docs = line.docs + (line.seen[id] and 0 or 1)
            line.seen[id] = true
        end
    end
    lists.sort(lines, {"-docs", "-n", "-known", "at"})
    local out = {}
    for i = 1, math.min(most, #lines) do
        out[i] = lines[i].text .. (lines[i].n > 1 and (" (%d)"):format(
            lines[i].n) or "")
    end
    return out
end

--- Who is who over the documents of rows, worked out when it is asked for.
local function identity_of(rows)
    local found
    return function()
        found = found or identity.over((gather.documents(rows)))
        return found
    end
end

-- ---- rows ---------------------------------------------------------------

--- Items by the period that they lie in; and those that lie in none.
local function sort_in(items, by)
    local found = {by_label = {}, first = nil, last = nil, vague = {},
                   undated = {}}
    for _, item in ipairs(items) do
        local label = item.first and periods.label(item.first, by)
        if not label then
            table.insert(found.undated, item.row)
        elseif label ~= periods.label(item.last, by) then
            table.insert(found.vague, item.row)
        else
            lists.put(found.by_label, label, item.row)
            found.first = (not found.first or label < found.first) and label
                or found.first
            found.last = (not found.last or label > found.last) and label
                or found.last
        end
    end
    return found
end

local function new_row(label, rows, most, who)
    return {period = label, n = #rows, rows = rows,
            lines = strongest(rows, most, who)}
end

--- Empty periods between two that are not.
local function add_empty(out, empty)
    if #empty <= LONGEST then
        table.move(empty, 1, #empty, #out + 1, out)
    else
        out[#out + 1] = {period = empty[1].period .. " to "
            .. empty[#empty].period, n = 0, rows = {}, lines = {},
            periods = #empty}
    end
end

local function in_order(found, by, most, who)
    local out, empty, label = {}, {}, found.first
    while label and label <= found.last do
        local rows = found.by_label[label]
        if rows then
            add_empty(out, empty)
            empty = {}
            out[#out + 1] = new_row(label, rows, most, who)
            -- What has no period gets no bar, which would dwarf the rest.
            out[#out].bar = #rows
        else
            empty[#empty + 1] = {period = label, n = 0, rows = {},
                                 lines = {}}
        end
        label = periods.next(label, by)
    end
    return out
end

--- The time line of rows or documents.
-- @tparam table rows records, rows of any result, or documents
-- @tparam[opt] string by day, week, month or year; the finest that gives no
--   more than 60 rows without one
-- @tparam[opt=2] integer most lines of a period
-- @treturn table rows with period, n, lines and rows (what they rest on)
function timeline.of(rows, by, most)
    local items, who = items_of(rows), identity_of(rows)
    by, most = by or unit_of(items), most or 2
    local found = sort_in(items, by)
    local out = in_order(found, by, most, who)
    if #found.vague > 0 then
        out[#out + 1] = new_row("longer than a " .. by, found.vague, most, who)
    end
    if #found.undated > 0 then
        out[#out + 1] = new_row("no date", found.undated, most, who)
    end
    return grid.new(out, {{key = "period", title = by, paint = "bold"}, "n",
        {key = "bar", title = "", bar = true},
        {key = "lines", title = "what", show = function(lines)
            return table.concat(lines, "; ")
        end}}, "nothing to put in order")
end

-- ---- per value ---------------------------------------------------------------

--- A row for each value of a field, with its counts over the periods as a
-- line of numbers.
-- @tparam table groups as tally.one gives them
-- @tparam string field
function timeline.per(rows, groups, field, by)
    by = by or unit_of(items_of(rows))
    local all = sort_in(items_of(rows), by)
    local labels = {}
    local label = all.first
    while label and label <= all.last do
        labels[#labels + 1] = label
        label = periods.next(label, by)
    end
    local out = {}
    for i, one in ipairs(groups) do
        local found = sort_in(items_of(one.rows), by)
        local row = {[field] = one[field], n = one.n, rows = one.rows,
                     counts = {}, most = nil}
        local most = 0
        for k, each in ipairs(labels) do
            local n = #(found.by_label[each] or {})
            row.counts[k] = n
            if n > most then
                most, row.most = n, each
            end
        end
        out[i] = row
    end
    local title = #labels > 0 and labels[1] .. " to " .. labels[#labels]
        or "when"
    return grid.new(out, {{key = field, paint = "bold"}, "n",
        {key = "counts", title = title, spark = true},
        {key = "most", title = "most in"}}, "nothing to put in order")
end

return timeline
