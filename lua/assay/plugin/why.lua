--- why: who asked for a plugin, who requires it, which release was taken, and
-- what speaks against the others.
local choose = require "assay.plugin.choose"
local index = require "assay.plugin.index"
local present = require "assay.plugin.present"
local result = require "assay.plugin.result"
local text = require "assay.plugin.text"

local why = {}

--- What the resolver would do if the user asked for the newest; nothing is
-- fetched, only what is known of the indexes is looked at.
local function asked(all, name, opts)
    local with = {offline = true, index = opts.index}
    local ask = choose.input(all, with)
    ask.roots[1] = {name = name, by = "you"}
    if not ask.standing[name] then
        ask.fresh[name] = true
    end
    local choice, problem = choose.run(ask, all)
    return choice, problem, ask
end

local function because(item)
    if not item then
        return "not installed"
    elseif item.from == "bundled" then
        return "bundled with assay"
    elseif not item.entry then
        return "yours, in " .. text.clean(item.dir)
    end
    return (item.entry.wanted and "you asked for it" or "installed because others require it")
        .. ", from " .. text.clean(item.entry.source)
end

--- All releases that an index has, with what was decided on each.
local function releases(all, name, opts)
    local choice, problem, ask = asked(all, name, opts)
    local item = present.installed(all, name)
    local rows, over = {}, {}
    for _, p in ipairs(choice and choice.passed[name] or {}) do
        over[p.version] = p.why
    end
    local open = ask.index or index.open({offline = true, index = opts.index})
    local chosen = choice and choice.chosen[name]
    for i, r in ipairs(index.releases(open, name) or {}) do
        local verdict = over[r.version]
        if not verdict and item and item.version == r.version then
            verdict = "installed"
        elseif not verdict and chosen and chosen.version == r.version then
            verdict = item and "newer: `assay plugin update " .. name .. "' takes it" or "would be installed"
        end
        rows[i] = {version = r.version, why = verdict or problem and "see below"
            or "older than " .. (chosen and chosen.version or "what is there")}
    end
    return rows, problem
end

--- why NAME
function why.why(words, opts)
    if #words ~= 1 then
        error("why: one plugin at a time", 0)
    end
    local all, name = present.read(), words[1]
    local item = all.by_name[name]
    local rows, problem = releases(all, name, opts)
    if not item and #rows == 0 then
        error(problem or ("%s: neither installed nor in an index"):format(text.clean(name)), 0)
    end
    local data = {name = name, version = item and item.version, because = because(item),
                  required_by = present.requiring(all, {[name] = true}), releases = rows,
                  problem = problem}
    return result.new(data, function()
        local out = {("%s%s: %s"):format(text.clean(name), item and " " .. text.clean(item.version or "?") or "",
            data.because)}
        for _, r in ipairs(data.required_by) do
            out[#out + 1] = ("  %s requires it%s"):format(text.clean(r.name),
                r.range and ": " .. text.clean(r.range) or "")
        end
        if #rows > 0 then
            out[#out + 1] = "releases:"
        end
        for _, r in ipairs(rows) do
            out[#out + 1] = ("  %s: %s"):format(text.clean(r.version), text.clean(r.why))
        end
        out[#out + 1] = problem and text.clean(problem) or nil
        return table.concat(out, "\n")
    end)
end

return why
