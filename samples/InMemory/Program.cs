using KLDiv.Samples.InMemory;

// What the command kldiv does with files, done with what a program holds in memory.
TwoModels models = new(seed: 1);
models.Report();
models.ReportInShards();
models.Checkpoint();
Deliveries.Fit(seed: 2);
