"""For assistants: read-only tools and resources of the graph, over the Model Context Protocol.

The tools know nothing of the protocol: each has a module that says what it takes, what it answers, and how that reads
(`finding`, `one_claim`, `standing`, `listing`, `pairs`, `reasons`, `asking`, `overview`), and `tools` is their table.
What they ask is a `Source`: a generation held here, or a service elsewhere. Only `server`, `stdio` and `door` use the
protocol's SDK, which takes longer to load than all of claimgraph; nothing imports them until they are wanted.
"""
