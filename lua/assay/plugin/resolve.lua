--- Which release of which plugin: those that fit each other, the newest first.
-- Pure: it sees tables and three functions, no file and no network.
--
-- A release is a table: name, version, api, requires and conflicts (lists of
-- {name=, range=}, range nil for any), yanked (why it was withdrawn), and
-- whatever else the caller keeps in it. Names are chosen in the order in which
-- they are asked for; the releases of a name are tried in a fixed order, and a
-- choice that leads nowhere is taken back. The same input gives the same answer.
local lists = require "assay.lists"

local resolve = {}

local STEPS = 20000 -- releases looked at before it gives up
local TOLD = 3      -- dead ends that a message has

local REST = "what it requires does not fit the rest"

local function label(release)
    return release.name .. " " .. release.version
end

--- "1.0.0" may be a pre-release: those have a - behind the numbers.
local function is_early(version)
    return version:match("^[%d.]+%-") ~= nil
end

local function fits(ask, range, version)
    return range == nil or ask.fits(range, version)
end

-- ---- what speaks against a release ------------------------------------------

--- Does a conflict of one of the two name the other?
local function conflict_between(ask, a, b)
    for _, c in ipairs(a.conflicts or {}) do
        if c.name == b.name and fits(ask, c.range, b.version) then
            return ("%s is in conflict with %s%s"):format(label(a), c.name,
                c.range and " " .. c.range or "")
        end
    end
end

--- With what is chosen; who is switched off is in nobody's way.
local function conflict(s, release)
    if s.ask.off[release.name] then
        return nil
    end
    for _, name in ipairs(s.names) do
        local other = s.chosen[name]
        if other and other ~= release and not s.ask.off[name] then
            local why = conflict_between(s.ask, release, other)
                or conflict_between(s.ask, other, release)
            if why then
                return why
            end
        end
    end
end

--- " (x 1.0.0 requires >=2)": who else has a say in a name.
local function bound_by(s, name)
    local out = {}
    for _, d in ipairs(s.demands) do
        if d.name == name and d.range then
            out[#out + 1] = ("%s %s %s"):format(d.by, d.owner and "requires" or "want", d.range)
        end
    end
    return #out > 0 and " (" .. table.concat(out, ", ") .. ")" or ""
end

--- What the release requires of plugins that are chosen already.
local function unmet(s, release)
    for _, need in ipairs(release.requires or {}) do
        local other = s.chosen[need.name]
        if other and not fits(s.ask, need.range, other.version) then
            return ("requires %s %s, and %s %s is %s%s"):format(need.name, need.range,
                need.name, other.version, other.from or "chosen", bound_by(s, need.name))
        end
    end
end

--- Of a release that is not there yet: withdrawn, too early, for another API.
local function unfit(s, release)
    local ask = s.ask
    local floor = ask.floor[release.name]
    if release.yanked then
        return "withdrawn: " .. release.yanked
    elseif is_early(release.version) and not ask.early[release.name] then
        return "a pre-release: --to=" .. release.version .. " takes it"
    elseif release.api and not ask.fits(release.api, ask.api) then
        return ("needs assay %s, and this is %s"):format(release.api, ask.api)
    elseif floor and ask.compare(release.version, floor) < 0 then
        return ("older than the installed %s: --to=%s takes it"):format(floor, release.version)
    end
end

--- Why this release cannot be chosen now; nil if it can.
local function against(s, release)
    for _, d in ipairs(s.demands) do
        if d.name == release.name and not fits(s.ask, d.range, release.version) then
            return ("%s %s %s"):format(d.by, d.owner and "requires" or "want", d.range)
        end
    end
    return not release.there and unfit(s, release) or unmet(s, release) or conflict(s, release)
end

-- ---- candidates -------------------------------------------------------------

--- What is offered, the newest first.
local function newest(ask, name, present)
    local offered, why = ask.offers(name)
    local list = {}
    for i, release in ipairs(offered or {}) do
        if not (present and release.version == present.version) then
            list[#list + 1] = {release, i}
        end
    end
    table.sort(list, function(a, b)
        local c = ask.compare(a[1].version, b[1].version)
        if c ~= 0 then
            return c > 0
        end
        return a[2] < b[2]
    end)
    for i, pair in ipairs(list) do
        list[i] = pair[1]
    end
    return list, why
end

--- The releases of a name, the one to try first in front. What is there is
-- kept if it does; only then is anybody asked for others (`more`).
local function candidates(ask, name, more)
    local fixed, present = ask.fixed[name], ask.present[name]
    if fixed then
        return more and {} or {fixed}
    elseif present and not ask.fresh[name] then
        if not more then
            return {present}
        end
        return newest(ask, name, present)
    elseif more then
        return {}
    end
    local list, why = newest(ask, name, present)
    list[#list + 1] = present
    return list, why
end

-- ---- dead ends --------------------------------------------------------------

local function demand_text(d)
    return ("%s %s%s"):format(d.by, d.owner and "requires" or "want",
        d.range and " " .. d.range or d.owner and " it" or " it")
end

--- No release of `name` can be chosen: who asks for what, and why not.
local function remember(s, name, why, tried)
    local asks, seen = {}, {}
    for _, d in ipairs(s.demands) do
        if d.name == name then
            asks[#asks + 1] = demand_text(d)
        end
    end
    local reasons = {}
    if #tried == 0 then
        reasons[1] = why or "there is no release of it"
    end
    local own = #tried == 0 -- it is more than the echo of another dead end
    for _, t in ipairs(tried) do
        reasons[#reasons + 1] = ("%s: %s"):format(t.version, t.why)
        own = own or t.why ~= REST
    end
    if not own then
        return
    end
    local text = ("%s (%s): %s"):format(name, table.concat(asks, ", "), table.concat(reasons, ", "))
    for _, known in ipairs(s.dead) do
        seen[known] = true
    end
    if not seen[text] and #s.dead < TOLD then
        s.dead[#s.dead + 1] = text
    end
end

-- ---- the search -------------------------------------------------------------

local step

--- Choose `release` for now, go on with the rest; false takes it back.
local function try(s, release)
    local demands, names = #s.demands, #s.names
    s.chosen[release.name] = release
    s.names[names + 1] = release.name
    for _, need in ipairs(release.requires or {}) do
        s.demands[#s.demands + 1] = {name = need.name, range = need.range,
                                     by = label(release), owner = release.name}
    end
    if step(s) then
        return true
    end
    s.chosen[release.name] = nil
    for i = #s.demands, demands + 1, -1 do
        s.demands[i] = nil
    end
    for i = #s.names, names + 1, -1 do
        s.names[i] = nil
    end
    return false
end

--- The first name that is asked for and has no release yet.
local function next_name(s)
    for _, d in ipairs(s.demands) do
        if not s.chosen[d.name] then
            return d.name
        end
    end
end

--- Try the releases of a list in turn; what fails is put into `tried`.
local function try_each(s, list, tried)
    for _, release in ipairs(list) do
        s.steps = s.steps + 1
        s.gave_up = s.steps > STEPS
        if s.gave_up then
            return false
        end
        local reason = against(s, release)
        if not reason then
            if try(s, release) then
                return true
            elseif s.gave_up then
                return false
            end
            reason = REST
        end
        tried[#tried + 1] = {version = release.version, why = reason}
    end
    return false
end

function step(s)
    local name = next_name(s)
    if not name then
        return true
    end
    local tried, none = {}, nil
    for _, more in ipairs {false, true} do
        local list, why = candidates(s.ask, name, more)
        none = why or none
        if try_each(s, list, tried) then
            s.passed[name] = tried
            return true
        elseif s.gave_up then
            return false
        end
    end
    remember(s, name, none, tried)
    return false
end

-- ---- the answer -------------------------------------------------------------

--- Names, each behind what it requires; else by name.
local function in_order(chosen)
    local order, done = {}, {}
    local function visit(name)
        if done[name] or not chosen[name] then
            return
        end
        done[name] = true
        local needs = {}
        for i, need in ipairs(chosen[name].requires or {}) do
            needs[i] = need.name
        end
        table.sort(needs)
        for _, need in ipairs(needs) do
            visit(need)
        end
        order[#order + 1] = name
    end
    for _, name in ipairs(lists.keys(chosen)) do
        visit(name)
    end
    return order
end

--- Demands of plugins that stand: their own needs bind others, too.
local function start(ask)
    local s = {ask = ask, chosen = {}, names = {}, demands = {}, passed = {},
               dead = {}, steps = 0}
    for _, name in ipairs(lists.keys(ask.standing)) do
        local release = ask.standing[name]
        s.chosen[name] = release
        s.names[#s.names + 1] = name
        for _, need in ipairs(release.requires or {}) do
            s.demands[#s.demands + 1] = {name = need.name, range = need.range,
                                         by = label(release), owner = name, standing = true}
        end
    end
    return s
end

--- A demand of what stands that nobody can meet binds nobody.
local function drop_hopeless(s)
    local kept = {}
    for _, d in ipairs(s.demands) do
        local other = s.chosen[d.name] or s.ask.present[d.name]
        if other and fits(s.ask, d.range, other.version) then
            kept[#kept + 1] = d
        end
    end
    s.demands = kept
end

local function failed(s)
    if s.gave_up then
        return nil, "too many ways to try: name a version, as in \"NAME =1.0.0\""
    end
    return nil, "no releases fit each other: " .. table.concat(s.dead, "; ")
end

--- Choose releases.
-- @tparam table ask
--   roots: {{name=, range=, by=}...}, what is asked for, in order
--   standing: name -> release that is there whatever is chosen (bundled ...)
--   fixed: name -> the one release that may be chosen
--   present: name -> installed release, chosen first but for names in `fresh`
--   offers(name) -> releases [, why there are none]
--   floor: name -> version below which nothing is chosen
--   early: name -> true: pre-releases may be chosen
--   off: name -> true: switched off, in conflict with nobody
--   api: version of this program; compare(a, b); fits(range, version)
-- @treturn table chosen (name -> release), order (names), passed (name ->
--   {{version=, why=}...}) and demands; or nil and which requirements clash
function resolve.run(ask)
    for _, key in ipairs {"standing", "fixed", "present", "fresh", "floor", "early", "off"} do
        ask[key] = ask[key] or {}
    end
    ask.offers = ask.offers or function() return {} end
    local s = start(ask)
    drop_hopeless(s)
    for _, root in ipairs(ask.roots) do
        local there = s.chosen[root.name]
        if there and not fits(ask, root.range, there.version) then
            return nil, ("%s %s is %s, and %s want%s %s"):format(root.name, there.version,
                there.from or "there", root.by, root.by == "you" and "" or "s", root.range)
        end
        s.demands[#s.demands + 1] = {name = root.name, range = root.range, by = root.by}
    end
    if not step(s) then
        return failed(s)
    end
    return {chosen = s.chosen, order = in_order(s.chosen), passed = s.passed,
            demands = s.demands}
end

--- The releases of a name, newest first, for who tells of them.
resolve.is_early = is_early

return resolve
