--- Who with whom: a directed graph of named actors over several documents.
--
-- An event links each source with each target; a quote its speaker with each
-- actor named in what is said; a stance its actor with each actor named in
-- what it is for or against. An event that is said not to have happened links
-- nobody. Who is one actor over documents, assay.who.over says.
local grid = require "assay.table"
local identity = require "assay.records.identity"
local lists = require "assay.lists"
local partial = require "assay.partial"
local over = require "assay.who.over"
local present = require "assay.records.present"
local style = require "assay.style"

local network = {}

network.KINDS = {"event", "quote", "stance"}

-- ---- who is linked -----------------------------------------------------------

--- Names of actors in a part of a document, each once, in order. Mentions by
-- a pronoun or a noun do not count.
-- @tparam {table,...} mentions of the document
local function named_between(mentions, start, finish)
    local names, seen = {}, {}
    for _, mention in ipairs(start and mentions or {}) do
        if mention.start >= start and mention["end"] <= finish
            and mention.actor and mention.mention == "name"
            and not seen[mention.name] then
            seen[mention.name] = true
            names[#names + 1] = mention.name
        end
    end
    return names
end

--- Of each kind: who, whom, and what the link is called; nil if none.
local LINKS = {
    event = function(row)
        if row.mode == "negated" then
            return nil
        end
        return lists.of(row.source), lists.of(row.target), row.type or "?"
    end,
    quote = function(row, mentions)
        return lists.of(row.speaker), named_between(mentions,
            row.content_start, row.content_end), "speaks of"
    end,
    stance = function(row, mentions)
        return lists.of(row.actor), named_between(mentions,
            row.target_start, row.target_end), (row.polarity or "?")
            .. " something of"
    end,
}

-- ---- nodes and edges -------------------------------------------------------

--- The node of a name; nil if it is no actor's.
local function node_of(graph, doc, name)
    local actor = graph.who:of(doc, name)
    if not actor then
        return nil
    end
    local node = graph.by_actor[actor]
    if not node then
        node = setmetatable({id = graph.who:label(actor), name = actor.name,
            type = actor.type,
            country = actor.country, sure = actor.sure, n = 0, degree = 0,
            sent = 0, received = 0, at = #graph.nodes + 1},
            {__why = function() return over.why(actor) end})
        graph.by_actor[actor] = node
        graph.nodes[node.at] = node
    end
    return node
end

local function edge_of(graph, from, to)
    local edges = graph.by_node[from]
    if not edges then
        edges = {}
        graph.by_node[from] = edges
    end
    local edge = edges[to]
    if not edge then
        edge = {from = from, to = to, n = 0, docs = 0, counts = {},
                names = {}, seen = {}, rows = {}}
        edges[to] = edge
        graph.edges[#graph.edges + 1] = edge
    end
    return edge
end

local function add_to(edge, row, label, doc)
    edge.n = edge.n + 1
    edge.rows[edge.n] = row
    if not edge.counts[label] then
        edge.counts[label] = 0
        edge.names[#edge.names + 1] = label
    end
    edge.counts[label] = edge.counts[label] + 1
    if not edge.seen[doc] then
        edge.seen[doc] = true
        edge.docs = edge.docs + 1
    end
end

--- What records of one document link: {row =, sources =, targets =, label =},
-- by the names that the document has for them.
local function links_of(rows, mentions)
    local links = {}
    for _, row in ipairs(rows) do
        local sources, targets, label
        if LINKS[row.kind] then
            sources, targets, label = LINKS[row.kind](row, mentions)
        end
        if sources then
            links[#links + 1] = {row = row, sources = sources, targets = targets, label = label}
        end
    end
    return links
end

local function add_link(graph, doc, link)
    for _, source in ipairs(link.sources) do
        for _, target in ipairs(link.targets) do
            local from = graph.who:of(doc, source)
            if from and from ~= graph.who:of(doc, target)
                and graph.who:of(doc, target) then
                add_to(edge_of(graph, node_of(graph, doc, source),
                    node_of(graph, doc, target)), link.row, link.label, doc)
            end
        end
    end
end

--- "ASSAULT 3, ACCUSE 1" as a list, the most frequent first.
local function types_of(edge)
    table.sort(edge.names, function(a, b)
        if edge.counts[a] ~= edge.counts[b] then
            return edge.counts[a] > edge.counts[b]
        end
        return a < b
    end)
    local out = {}
    for i, name in ipairs(edge.names) do
        out[i] = name .. (edge.counts[name] > 1 and " " .. edge.counts[name]
            or "")
    end
    return out
end

--- Edges as they are given away, the heaviest first.
local function finish_edges(graph, least)
    local kept = lists.those(graph.edges, function(edge)
        return edge.n >= least
    end)
    table.sort(kept, function(a, b)
        if a.n ~= b.n then
            return a.n > b.n
        elseif a.from.at ~= b.from.at then
            return a.from.at < b.from.at
        end
        return a.to.at < b.to.at
    end)
    return kept
end

--- Add up what the kept edges say of their nodes; drop those without any.
local function finish_nodes(graph, edges)
    local neighbours = {}
    local function meet(one, other)
        neighbours[one] = neighbours[one] or {}
        if not neighbours[one][other] then
            neighbours[one][other] = true
            one.degree = one.degree + 1
        end
    end
    for _, edge in ipairs(edges) do
        edge.from.sent = edge.from.sent + edge.n
        edge.to.received = edge.to.received + edge.n
        meet(edge.from, edge.to)
        meet(edge.to, edge.from)
    end
    local nodes = {}
    for _, node in ipairs(graph.nodes) do
        node.n = node.sent + node.received
        nodes[#nodes + 1] = node.degree > 0 and node or nil
    end
    lists.sort(nodes, {"-degree", "-n", "at"})
    for _, node in ipairs(nodes) do
        node.at = nil
    end
    return nodes
end

local EDGES = {{key = "source", paint = "bold"}, {key = "target",
    paint = "bold"}, "n", {key = "n", title = "", bar = true}, "docs",
    "types"}
local NODES = {{key = "id", title = "name", paint = "bold"}, "type", "country",
    "degree", "sent", "received", "n", {key = "sure", optional = true,
    align = "right", show = over.percent}}
local NOTHING = "nobody is linked"

local meta = {
    __name = "network",
    __rows = function(net) return net.edges, grid.columns(net.edges) end,
    __tostring = function(net, limit)
        if #net.edges == 0 then
            return NOTHING
        end
        return grid.render(net.edges, limit) .. "\n" .. style.remark(
            ("%d actors, %d link%s; .nodes lists the actors"):format(
                #net.nodes, #net.edges, #net.edges == 1 and "" or "s"))
    end,
}

--- The network of what was read of documents.
-- @tparam {table,...} read {links =, actors =} of each
local function made(read, docs, least)
    local graph = {nodes = {}, edges = {}, by_actor = {}, by_node = {},
                   who = identity.among(lists.field(read, "actors"))}
    for i, one in partial.each(read, "documents") do
        for _, link in ipairs(one.links) do
            add_link(graph, docs[i], link)
        end
    end
    local found = finish_edges(graph, least)
    local nodes = finish_nodes(graph, found)
    local net = {directed = true, nodes = grid.new(nodes,
        present.columns(nodes, NODES), NOTHING)}
    local edges = {}
    for i, edge in ipairs(found) do
        edges[i] = {source = edge.from.id, target = edge.to.id, n = edge.n,
            docs = edge.docs, types = types_of(edge), rows = edge.rows}
        net[i] = edges[i]
    end
    net.edges = grid.new(edges, EDGES, NOTHING)
    return setmetatable(net, meta)
end

--- The network of records of documents.
-- @tparam {document,...} docs
-- @tparam function rows_of f(document): its records, as gather.reader has them
-- @tparam[opt=1] integer least records for a link
-- @treturn table a list of edges (source, target: ids of nodes; n: how many
--   records; docs: in how many documents; types; rows) with the fields edges
--   (the same), directed (true) and nodes (id: the name, made unique; name,
--   type, country, degree: how many others it is linked with; sent, received:
--   records; n)
function network.of(docs, rows_of, least)
    return partial.result("network", docs, function(doc)
        return {links = links_of(rows_of(doc), doc:records("entity")), actors = over.read(doc)}
    end, function(read, of)
        return made(read, of, least or 1)
    end)
end

return network
