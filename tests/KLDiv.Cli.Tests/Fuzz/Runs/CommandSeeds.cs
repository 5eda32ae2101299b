using System.Runtime.InteropServices;
using System.Text;

namespace KLDiv.Cli.Tests.Fuzz;

/// <summary>Cases that are right, for every command; models and parts are made by the command itself.</summary>
internal static class CommandSeeds
{
    private const string Rows =
        """
        day,hour,size,x,v,w,a,b
        Mon,0,s,0.5,2.5,1,0.25,0.75
        Tue,3,m,-1.5,3.5,2,0.5,0.5
        Wed,6,l,2,7,1,1,0
        Mon,9,s,0.25,4,0.5,0.125,0.875
        Tue,12,m,3,5.5,1,0,1
        Wed,15,l,-2,6,1,0.75,0.25
        Mon,18,s,1,2,0,0.5,0.5
        Tue,21,m,0,3,1,0.25,0.75
        Wed,23,l,1.5,6.5,1,0.5,0.5
        Mon,2,m,0.125,4.5,1,1,0
        """;

    /// <summary>The table from which the models are made.</summary>
    public static byte[] Table { get; } = Text(Rows.ReplaceLineEndings("\n"));

    private static readonly double[] s_target = [0.5, 0.25, 0.25, 0.125, 0.75, 0.125, 1, 0, 0, 0.2, 0.3, 0.5];
    private static readonly double[] s_input = Array.ConvertAll([0.25, 0.5, 0.25, 0.25, 0.5, 0.25, 0.8, 0.1, 0.1, 0.3, 0.3, 0.4], Math.Log);

    /// <summary>Columns of the table with types.</summary>
    private static readonly Written.Column[] s_columns =
    [
        new("day", new[] { "Mon", "Tue", "Wed", "Mon", "Tue", "Wed", "Mon", "Tue", "Wed", "Mon" }),
        new("hour", new long[] { 0, 3, 6, 9, 12, 15, 18, 21, 23, 2 }),
        new("ok", new[] { true, false, true, true, false, true, false, false, true, false }),
        new("x", new[] { 0.5, -1.5, 2, 0.25, 3, -2, 1, 0, 1.5, 0.125 }, IsOptional: true),
        new("v", new[] { 2.5f, 3.5f, 7, 4, 5.5f, 6, 2, 3, 6.5f, 4.5f }),
    ];

    private static readonly Dictionary<string, byte[]> s_files = new(StringComparer.Ordinal)
    {
        ["q.npy"] = Npy("'<f8'", "(4, 3)", s_input),
        ["p.npy"] = Npy("'<f8'", "(4, 3)", s_target),
        ["z.npy"] = Npy("'<f4'", "(4, 3)", Array.ConvertAll(s_input, value => (float)(2 * value))),
        ["y.npy"] = Npy("'<f4'", "(4, 3)", Array.ConvertAll(s_target, value => (float)(3 * value))),
        ["h.npy"] = Npy("'<f2'", "(4, 3)", Array.ConvertAll(s_input, value => (Half)value)),
        ["w.npy"] = Npy("'<f8'", "(4,)", [1, 0, 0.5, 2.0]),
        ["labels.npy"] = Npy("'<i8'", "(4,)", [0, 2, 1, 2L]),
        ["X.npy"] = Npy("'<f8'", "(4, 2)", [0.5, 1, -1, 2, 3, -2, 0.25, 0.0]),
        ["run.npz"] = ZipBytes.Of(ZipEntry.Deflated("q.npy", Npy("'<f8'", "(4, 3)", s_input)), new ZipEntry("p.npy", Npy("'<f8'", "(4, 3)", s_target))),
        ["run.safetensors"] = SafetensorsBytes.Of(
            $"{{{SafetensorsBytes.Entry("q", "F64", "[4,3]", "[0,96]")},{SafetensorsBytes.Entry("p", "F64", "[4,3]", "[96,192]")}}}",
            [.. Bytes(s_input), .. Bytes(s_target)]),
        ["p.csv"] = Text("a,b,c\n0.5,0.25,0.25\n0.125,0.75,0.125\n1,0,0\n0.2,0.3,0.5\n"),
        ["q.csv"] = Text("-1,-2,-3\n-0.5,-1.5,-2\n-2,-0.25,-4\n-1,-1,-1\n"),
        ["a.logits"] = LlamaBytes.Valid(),
        ["b.logits"] =
        [
            .. LlamaBytes.Header(5, 3, 2), .. LlamaBytes.Tokens(0, 1, 2, 0, 1, 2, 1, 0, 2, 2),
            .. LlamaBytes.Row(0.0001f, -8, 9, 20_000, 40_000), .. LlamaBytes.Row(0.0001f, -7, 1, 2, 3), .. LlamaBytes.Row(0, -1.0986123f, 0, 0, 0), .. LlamaBytes.Row(0.00005f, -5, 9, 8, 7),
        ],
        ["run.pt"] = TorchBytes.Of(TorchBytes.Pickle(TorchBytes.Dictionary(("q", TorchBytes.Tensor("DoubleStorage", 4, 3)))), Bytes(s_input)),
        ["q.bin"] = Bytes(s_input),
        ["q.csv.gz"] = Seeds.Gzip(Text("-1,-2,-3\n-0.5,-1.5,-2\n-2,-0.25,-4\n-1,-1,-1\n")),
        ["q.txt"] = Text("-1,5 -2 -3,25\n-0,5 -1,5 -2\n-2 -0,25 -4\n-1 -1 -1\n"),
        ["p16.csv"] = Encoding.Unicode.GetBytes("sep=:\nno:yes:none\n0.5:0.25:0.25\n0.125:0.75:0.125\n1:0:0\n0.2:0.3:0.5\n"),
        ["f.json"] = Text("""{"weight_map":{"q":["run.safetensors","run.safetensors"],"p":"run.safetensors"}}"""),
        ["p.parquet"] = Written.Parquet(Parquet.CompressionMethod.Snappy, 2, new Written.Column("p", s_target, 3), new Written.Column("w", new[] { 1.0, 0, 0.5, 2 })),
        ["p.arrow"] = Written.Arrow(null, 2, isFixed: true, new Written.Column("p", s_target, 3), new Written.Column("w", new[] { 1.0, 0, 0.5, 2 })),
        ["t.parquet"] = Written.Parquet(Parquet.CompressionMethod.Snappy, 2, s_columns),
        ["t.arrow"] = Written.Arrow(null, 2, isFixed: true, s_columns),
        ["a.jsonl"] = Seeds.Of("jsonl").First(),
        ["b.jsonl"] = Text(
            """
            {"choices":[{"logprobs":{"content":[{"token":"a","logprob":-0.6,"top_logprobs":[{"token":"a","logprob":-0.6},{"token":"b","logprob":-1.6}]},{"token":"c","logprob":-2,"top_logprobs":[]}]}}]}
            {"choices":[{"logprobs":{"content":[{"token":"a","logprob":-0.2,"top_logprobs":[{"token":"b","logprob":-2.5}]}]}}]}

            """.ReplaceLineEndings("\n")),
        ["ids.jsonl"] = Seeds.Of("jsonl").ElementAt(2),
        ["names.txt"] = Text("yes\nno\nabstained\n"),
        ["t.csv"] = Table,
    };

    /// <summary>Fits whose models are predicted with, and the parts that are merged.</summary>
    private static readonly (string Made, string Line)[] s_makers =
    [
        ("value.safetensors", "fit t.csv --value v --features day,hour,size,x --cyclic hour:24 --ordinal size:s:m:l --bins 4 --l2 0.01 --threads 1 --model value.safetensors"),
        ("pairs.safetensors", "fit t.csv --value v --features day,x --bins quantile:3 --bandwidth 0.5 --interactions --l2 0.1 --threads 1 --model pairs.safetensors"),
        ("hidden.safetensors", "fit t.csv --target a,b --features day,x --hidden 2 --l2 0.1 --threads 1 --model hidden.safetensors"),
        ("plain.safetensors", "fit X.npy p.npy --l2 0.01 --threads 1 --model plain.safetensors"),
        ("some.safetensors", "sparsify p.npy --kind probs --top 2 --output some.safetensors"),
        ("one.safetensors", "report q.npy p.npy --labels labels.npy --weights w.npy --names names.txt --threads 1 --shard 1/1 --part one.safetensors"),
        ("top.safetensors", "sparsify z.npy --top 2 --output top.safetensors"),
        ("mass.safetensors", "sparsify p.npy --kind probs --mass 0.8 --float16 --output mass.safetensors"),
        ("part1.safetensors", "report q.npy p.npy --threads 1 --shard 1/2 --part part1.safetensors"),
        ("part2.safetensors", "report q.npy p.npy --threads 1 --shard 2/2 --part part2.safetensors"),
    ];

    private static readonly string[] s_lines =
    [
        "loss q.npy p.npy --reduction batchmean",
        "loss z.npy y.npy --input-kind logits --target-kind logits --reduction sum --grad-input g.npy --json",
        "loss h.npy p.npy --reduction none --output o.npy --grad-input g.npy --grad-target gt.npy",
        "loss q.npy q.npy --log-target --grad-target gt.npy --json",
        "loss p.npy p.npy --input-kind probs --json",
        "loss run.npz#q run.npz#p --reduction sum",
        "loss run.safetensors#q run.npz#p --reduction mean --json",
        "loss q.csv p.csv --reduction batchmean --grad-input g.npy",
        "loss a.logits p.npy --reduction sum",
        "loss a.logits b.logits --json",

        "loss run.pt#q p.parquet#p --weights p.parquet#w --reduction batchmean",
        "loss q.bin#raw:f8:4x3 p.arrow#p --weights p.arrow#w --json",
        "loss q.csv.gz f.json#p --reduction sum",
        "loss q.txt q.txt --decimal , --separator blanks --no-header --json",
        "loss q.txt p16.csv --reduction batchmean",

        "report q.npy p.npy --json --threads 1",
        "report q.npy p.npy --labels labels.npy --weights w.npy --names names.txt --rows r.npy --json --threads 1",
        "report z.npy y.npy --input-kind logits --target-kind logits --temperature 2 --divergence reverse-kl --threads 2",
        "report p.csv q.csv --input-kind probs --target-kind logits --divergence js --beta 0.25 --top 2 --json --threads 1",
        "report a.logits b.logits --normalise --names names.txt --json --threads 1",
        "report run.npz#q run.safetensors#p --report r.html --threads 1",
        "report q.npy p.npy --labels labels.npy --weights w.npy --shard 1/2 --part o.safetensors --threads 1",

        "report y.npy top.safetensors --input-kind logits --rows r.npy --json --threads 1",
        "report y.npy mass.safetensors --input-kind logits --tail uniform --divergence js --threads 1",
        "report z.npy top.safetensors --logits --tail renormalise --top 2 --json --threads 1",
        "report b.jsonl a.jsonl --json",
        "report ids.jsonl ids.jsonl --divergence reverse-kl",
        "report q.npy p.npy --identify 2",
        "report q.npy p.npy --rows 1:3 --classes 0:2 --normalise --json --threads 1",

        "merge one.safetensors --json",
        "merge one.safetensors --rows r.npy --json",
        "merge part1.safetensors part2.safetensors --json",
        "merge part2.safetensors part1.safetensors",
        "merge one.safetensors --report r.html",

        "fit t.csv --value v --features day,hour --cyclic hour:24 --bins 4 --l2 0.1 --threads 1 --json",
        "fit t.csv --value v --features size,x --ordinal size:s:m:l --bins 0:8:2 --bandwidth 0.5 --interactions --l2 0.1 --threads 1 --model o.safetensors --predictions o.csv",
        "fit t.csv --target a,b --features day,x --weights w --group --l2 0.1 --threads 1 --json",
        "fit t.csv --value v --features x --bins quantile:3 --folds 2 --neighbours 2 --l2 0.1 --threads 1 --json",
        "fit X.npy p.npy --l2 0.01 --folds 2 --threads 1 --json --predictions o.npy",
        "fit p.csv p.npy --weights w.npy --no-bias --l2 0.01 --threads 1",
        "fit t.csv --value v --features x,day --missing mean --hidden 2 --seed 1 --bins 3 --l2 0.1 --threads 1 --json",
        "fit t.csv --value v --features x --bins 3 --l2 0.1 --threads 1 --report r.html",
        "fit t.csv --value v --features x,day,size --missing level --missing-values 0.5,m --bins 3 --l2 0.1 --threads 1 --model o.safetensors --json",
        "fit t.csv --target a,b --features day,x --counts --weights w --l2 0.1 --threads 1 --json",
        "fit X.npy p.npy --counts --l2 0.01 --folds 2 --threads 1 --json",

        "fit t.parquet --value v --features day,hour,ok,x --cyclic hour:24 --bins 4 --l2 0.1 --threads 1 --json",
        "fit t.arrow --value v --features day,ok,x --missing mean --bins 4 --l2 0.1 --threads 1 --model o.safetensors",

        "predict value.safetensors t.csv --output o.csv",
        "predict pairs.safetensors t.parquet --keep all --unseen mean",
        "predict pairs.safetensors t.arrow --what mean --unseen mean",
        "predict value.safetensors t.csv --what intervals --levels 0.5,0.9 --output o.npy",
        "predict value.safetensors --set day=Mon,hour=3,size=m,x=0.5 --json",
        "predict value.safetensors --set day=Mon,hour=3,size=m,x=0.5",
        "predict pairs.safetensors t.csv --what mean --unseen mean --output o.csv",
        "predict pairs.safetensors t.csv --what top --unseen mean --keep day,v --strict",
        "predict value.safetensors t.csv --what quantiles --keep all",
        "predict value.safetensors --set day=Mon,hour=3,size=m,x=0.5 --set day=Tue,hour=99,size=\"s\",x=1e9 --what mean",
        "predict pairs.safetensors --set day=Sun,x=1e3 --unseen mean --json",
        "predict hidden.safetensors t.csv --what probs --output o.npy",
        "predict hidden.safetensors --set day=Tue,x=-4 --json",
        "predict plain.safetensors X.npy --output o.csv",
        "predict plain.safetensors X.npy --what probs --output o.npy",

        "compare t.csv t.csv --json",
        "compare t.parquet t.arrow --json",
        "compare t.csv t.parquet --columns x,v,day --fail-above 0.5",
        "compare t.csv t.csv --columns x,day --missing-values 0.5 --seed 3",

        "inspect q.npy",
        "inspect q.txt --encoding utf-8 --json",
        "sparsify q.txt --kind log-probs --top 2 --decimal , --output o.safetensors --json",
        "sparsify p16.csv --kind probs --mass 0.7 --float16 --output o.safetensors",
        "report q.csv some.safetensors --separator , --rows r.npy --json",
        "inspect run.npz --json",
        "inspect run.safetensors#q",
        "inspect p.csv",
        "inspect t.csv --json",
        "inspect a.logits",
        "inspect run.pt",
        "inspect top.safetensors",

        "inspect t.parquet --json",
        "inspect t.arrow",
        "inspect p.parquet --json",
        "inspect p.arrow",
        "inspect f.json",
        "inspect value.safetensors --json",
        "inspect one.safetensors",
        "formats",
        "completion bash",
        "sparsify z.npy --top 2 --output o.safetensors --json",
        "sparsify a.logits --kind log-probs --mass 0.9 --output o.safetensors",
        "sparsify p.csv --kind probs --top 3 --mass 0.5 --float16 --output o.safetensors",

        "demo",
        "demo --output o.html --picture o.svg",
    ];

    /// <summary>All cases.</summary>
    /// <param name="folder">Where models and parts are made.</param>
    public static IReadOnlyList<CommandCase> All(CurrentFolder folder)
    {
        Dictionary<string, byte[]> files = new(s_files, StringComparer.Ordinal);
        folder.Hold(files);
        foreach ((string made, string line) in s_makers)
        {
            CommandRun run = CommandRun.Of(line.Split(' '));
            files.Add(made, run.Status == 0 ? File.ReadAllBytes(made) : throw new InvalidOperationException($"{line}: {run.Error}{run.Unhandled}"));
        }

        return [.. s_lines.Select(line => new CommandCase(line.Split(' '), files))];
    }

    private static byte[] Npy<T>(string type, string shape, T[] values)
        where T : unmanaged => NpyBytes.Of(NpyBytes.Text(type, shape), Bytes(values));

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
