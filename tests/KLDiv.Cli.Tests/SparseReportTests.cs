using System.Text.Json;
using KLDiv.Files;
using KLDiv.TestSupport;

namespace KLDiv.Cli.Tests;

/// <summary>What <c>kldiv sparsify</c> keeps, and what <c>kldiv report</c> says beside it and beside servers' answers.</summary>
public sealed class SparseReportTests : IDisposable
{
    private const int Rows = 30, Classes = 50;

    private readonly CommandFolder _folder = new();

    public SparseReportTests()
    {
        Random random = new(1);
        float[] teacher = [.. Enumerable.Range(0, Rows * Classes).Select(_ => 6 * random.NextSingle())];
        _folder.Write("teacher.npy", [Rows, Classes], teacher);
        _folder.Write("student.npy", [Rows, Classes], [.. teacher.Select(logit => logit + random.NextSingle())]);
    }

    [Fact]
    public void The_dense_divergence_lies_between_the_mean_and_the_upper_bound()
    {
        Succeed("sparsify", "teacher.npy", "--top", "5", "--output", "top.safetensors");
        double dense = Json("report", "student.npy", "teacher.npy", "--input-kind", "logits", "--target-kind", "logits").GetProperty("mean").GetDouble();
        JsonElement sparse = Json("report", "student.npy", "top.safetensors", "--input-kind", "logits", "--rows", "rows.npy");
        Assert.InRange(dense, sparse.GetProperty("mean").GetDouble(), sparse.GetProperty("upper_bound").GetDouble());
        Assert.InRange(sparse.GetProperty("mass_seen").GetDouble(), 0.1, 0.9);
        Assert.Equal(sparse.GetProperty("mean").GetDouble(), _folder.Read<double>("rows.npy").Values.Average(), 1e-12);
    }

    [Theory]
    [InlineData("bucket")]
    [InlineData("uniform")]
    [InlineData("renormalise")]
    public void With_all_classes_kept_every_tail_gives_the_dense_divergence(string tail)
    {
        Succeed("sparsify", "teacher.npy", "--top", "50", "--output", "all.safetensors");
        foreach (string divergence in new[] { "kl", "reverse-kl", "js" })
        {
            double dense = Json("report", "student.npy", "teacher.npy", "--input-kind", "logits", "--target-kind", "logits", "--divergence", divergence).GetProperty("mean").GetDouble();
            double sparse = Json("report", "student.npy", "all.safetensors", "--tail", tail, "--divergence", divergence).GetProperty("mean").GetDouble();
            Assert.Equal(dense, sparse, 1e-6);
        }
    }

    /// <summary>The loss takes all classes; the line says what does not, instead of taking the file apart into tensors or text.</summary>
    [Fact]
    public void The_loss_refuses_rows_of_which_some_classes_are_known_and_says_what_takes_them()
    {
        Succeed("sparsify", "teacher.npy", "--top", "5", "--output", "top.safetensors");
        File.WriteAllText(_folder.File("a.jsonl"), "{\"choices\":[]}\n");
        foreach ((string file, string what) in new[] { ("top.safetensors", "sparse rows"), ("a.jsonl", "a server's answers") })
        {
            string line = $"kldiv: {file}: holds {what}, which give some classes of a row, and the loss takes all; kldiv report takes it as TARGET\n";
            Assert.Equal(new Outcome(1, "", line), _folder.Run("loss", "student.npy", file, "--logits"));
            Assert.Equal(new Outcome(1, "", line), _folder.Run("loss", file, "teacher.npy", "--logits"));
        }

        Assert.Equal(
            "kldiv: a.jsonl: is JSON lines; kldiv report takes a server's answers as they are, and of anything else a table in CSV\n", _folder.Run("inspect", "a.jsonl").Error);
    }

    [Fact]
    public void Whole_numbers_are_counts_where_that_is_said()
    {
        File.Copy($"{Repository.Root}/tests/KLDiv.Cli.Tests/Cases/integer-masks-and-labels/attention_mask.npy", _folder.File("counts.npy"));
        Assert.Equal(
            new Outcome(1, "", "kldiv: counts.npy: holds int64: whole numbers, and no logits; it looks like counts: --kind counts\n"),
            _folder.Run("sparsify", "counts.npy", "--top", "1", "--output", "c.safetensors"));
        Succeed("sparsify", "counts.npy", "--kind", "counts", "--top", "1", "--output", "c.safetensors");
    }

    [Fact]
    public void A_mass_is_kept_by_as_few_classes_as_it_takes()
    {
        JsonElement figures = Json("sparsify", "teacher.npy", "--mass", "0.8", "--float16", "--output", "mass.safetensors");
        Assert.InRange(figures.GetProperty("least_mass").GetDouble(), 0.8, 0.95);
        using SparseRowSource rows = SparseRowSource.Open(_folder.File("mass.safetensors"));
        SparseBlock block = rows.Read(0, Rows);
        Assert.Equal(figures.GetProperty("entries").GetInt64(), block.Ids.Length);
        for (int row = 0; row < Rows; row++)
        {
            double[] probabilities = [.. block.LogProbabilitiesOf(row).ToArray().Select(Math.Exp)];
            Assert.True(probabilities.SkipLast(1).Sum() < 0.8);
            Assert.InRange(probabilities.Sum(), 0.799, 1);
        }
    }

    [Fact]
    public void A_file_of_no_rows_is_read_back_as_one()
    {
        using (SparseRowWriter writer = new(_folder.File("none.safetensors"), 7))
        {
            writer.Complete();
        }

        using SparseRowSource rows = SparseRowSource.Open(_folder.File("none.safetensors"));
        Assert.Equal((0L, 7L), (rows.Rows, rows.Classes!.Value));
    }

    [Fact]
    public void What_does_not_go_together_is_refused_in_a_line()
    {
        Succeed("sparsify", "teacher.npy", "--top", "5", "--output", "top.safetensors");
        _folder.Write("short.npy", [Rows, 40], new float[Rows * 40]);
        _folder.Write("none.npy", [0, 4], Array.Empty<float>());
        Refuse(1, "none.npy: has 0 rows of 4 classes; there is nothing to keep", "sparsify", "none.npy", "--top", "1", "--output", "x.safetensors");
        Refuse(1, "top.safetensors: has 30 rows of 50 classes, and short.npy has 30 of 40; they must be equal", "report", "short.npy", "top.safetensors");
        Refuse(2, "--labels goes with a TARGET of all classes, and this one gives some; leave it out", "report", "student.npy", "top.safetensors", "--labels", "short.npy");
        Refuse(2, "--top K or --mass M is needed: how many classes of a row are kept", "sparsify", "teacher.npy", "--output", "x.safetensors");
        Refuse(2, "--output is needed: the file that the classes go to", "sparsify", "teacher.npy", "--top", "1");
    }

    [Theory]
    [InlineData("{", "is no JSON")]
    [InlineData("[1]", "is no JSON, or none that a server answers")]
    [InlineData("""{"choices": [{"logprobs": {"content": [{"token": "a", "logprob": "x", "top_logprobs": [{"token": "b"}]}]}}]}""", "has no log-probability")]
    [InlineData("""{"choices": []}""", "has no log-probabilities of tokens in any line")]
    [InlineData("""{"choices":[{"logprobs":{"content":[{"token":"a","logprob":7.5,"top_logprobs":[]}]}}]}""", "the probabilities beside the token 'a' sum to 1808.04, and they can be no more than 1; are they logits?")]
    [InlineData("""{"choices":[{"logprobs":{"content":[{"token":"a","logprob":-0.1,"top_logprobs":[{"token":"b","logprob":-0.2}]}]}}]}""", "the probabilities beside the token 'a' sum to 1.72357, and they can be no more than 1; are they logits?")]
    public void Lines_that_are_no_answers_are_named(string line, string problem)
    {
        File.WriteAllText(_folder.File("a.jsonl"), line + "\n");
        Outcome outcome = _folder.Run("report", "a.jsonl", "a.jsonl");
        Assert.Equal(1, outcome.Status);
        Assert.Contains(problem, outcome.Error, StringComparison.Ordinal);
    }

    /// <summary>The same three tokens, as five kinds of servers write them.</summary>
    [Theory]
    [InlineData("""{"choices":[{"logprobs":{"content":[{"token":"a","logprob":LA,"bytes":[97],"top_logprobs":[{"token":"a","logprob":LA,"bytes":[97]},{"token":"b","logprob":LB,"bytes":[98]}]}]}}]}""")]
    [InlineData("""{"response":{"body":{"choices":[{"logprobs":{"content":[{"token":"a","logprob":LA,"bytes":null,"top_logprobs":[{"token":"b","logprob":LB,"bytes":null}]}]}}]}}}""")]
    [InlineData("""{"choices":[{"text":"a","logprobs":{"tokens":["a"],"token_logprobs":[LA],"top_logprobs":[{"a":LA,"b":LB}],"text_offset":[0]}}]}""")]
    [InlineData("""{"choices":[{"text":"a","logprobs":{"tokens":["token_id:5"],"token_logprobs":[LA],"top_logprobs":[{"token_id:5":LA,"token_id:9":LB}]}}]}""")]
    [InlineData("""{"prompt_logprobs":[null,{"5":{"logprob":LA,"rank":1,"decoded_token":"a"},"9":{"logprob":LB,"rank":2,"decoded_token":"b"}}]}""")]
    [InlineData("""{"completion_probabilities":[{"id":5,"token":"a","bytes":[97],"logprob":LA,"top_logprobs":[{"id":5,"token":"a","bytes":[97],"logprob":LA},{"id":9,"token":"b","bytes":[98],"logprob":LB}]}]}""")]
    [InlineData("""{"completion_probabilities":[{"content":"a","probs":[{"tok_str":"a","prob":PA},{"tok_str":"b","prob":PB}]}]}""")]
    [InlineData("""{"text":"a","meta_info":{"output_top_logprobs":[[[LA,5,"a"],[LB,9,"b"]]]}}""")]
    public void Servers_that_say_the_same_in_other_words_give_the_same(string answer)
    {
        string Filled(double a, double b) => answer
            .Replace("LA", $"{Math.Log(a):R}", StringComparison.Ordinal).Replace("LB", $"{Math.Log(b):R}", StringComparison.Ordinal)
            .Replace("PA", $"{a:R}", StringComparison.Ordinal).Replace("PB", $"{b:R}", StringComparison.Ordinal);
        File.WriteAllText(_folder.File("p.jsonl"), Filled(0.5, 0.2) + "\n");
        File.WriteAllText(_folder.File("q.jsonl"), Filled(0.4, 0.4) + "\n\n");
        double expected = (0.5 * Math.Log(0.5 / 0.4)) + (0.2 * Math.Log(0.2 / 0.4)) + (0.3 * Math.Log(0.3 / 0.2));
        JsonElement json = Json("report", "q.jsonl", "p.jsonl");
        Assert.Equal(expected, json.GetProperty("mean").GetDouble(), 1e-12);
        Assert.Equal(0.7, json.GetProperty("mass_seen").GetDouble(), 1e-12);
    }

    [Theory]
    [InlineData("""[{"id":1,"token":"a","logprob":-1},{"id":1,"token":"b","logprob":-2}]""", "the token number 1 is given 2 times at one place")]
    [InlineData("""[{"id":1,"token":"a","logprob":-1,"logprob":-2}]""", "'logprob'")]
    [InlineData("[{\"id\":1,\"token\":\"\u00ff\",\"logprob\":-1}]", "line 3 has bytes that are no UTF-8, in which JSON is written")]
    public void What_an_answer_says_twice_or_in_other_bytes_is_refused(string tokens, string problem)
    {
        const string Right = """{"completion_probabilities":[{"id":1,"token":"a","logprob":-1}]}""";
        File.WriteAllText(_folder.File("p.jsonl"), $"{Right}\n");
        File.WriteAllText(_folder.File("q.jsonl"), $"{Right}\n\n{Right.Replace("}]}", $",\"top_logprobs\":{tokens}}}]}}", StringComparison.Ordinal)}\n", System.Text.Encoding.Latin1);
        Refuse(1, "q.jsonl: line 3", "report", "q.jsonl", "p.jsonl");
        Refuse(1, problem, "report", "q.jsonl", "p.jsonl");
    }

    [Fact]
    public void Tokens_of_one_text_have_their_mass_together_and_those_without_a_probability_are_told()
    {
        string Answer(string a, string b, string c) => $$$"""{"choices":[{"logprobs":{"content":[{"token":"a","logprob":{{{a}}},"top_logprobs":[{"token":"a","logprob":{{{a}}}},{"token":"b","logprob":{{{b}}}},{"token":"b","logprob":{{{c}}}}]}]}}]}""";
        File.WriteAllText(_folder.File("p.jsonl"), Answer($"{Math.Log(0.5):R}", $"{Math.Log(0.3):R}", "-9999.0"));
        File.WriteAllText(_folder.File("q.jsonl"), Answer($"{Math.Log(0.5):R}", $"{Math.Log(0.2):R}", $"{Math.Log(0.1):R}"));
        Outcome outcome = _folder.Run("report", "q.jsonl", "p.jsonl", "--json");
        Assert.Equal("kldiv: p.jsonl: -9999 or less, by which servers mean none, stands for 1 token: taken as a probability of 0\n", outcome.Error);
        Assert.Equal(0, JsonDocument.Parse(outcome.Output).RootElement.GetProperty("mean").GetDouble(), 1e-12);
    }

    [Fact]
    public void What_follows_a_token_that_differs_is_left_out_and_counted()
    {
        static string Answer(params string[] tokens) => JsonSerializer.Serialize(new
        {
            choices = new[] { new { logprobs = new { content = tokens.Select(token => new { token, logprob = -1.0, top_logprobs = new[] { new { token, logprob = -1.0 }, new { token = "x", logprob = -2.0 } } }) } } },
        });
        File.WriteAllLines(_folder.File("p.jsonl"), [Answer("a", "the", "c", "d"), Answer("e", "f"), Answer()]);
        File.WriteAllLines(_folder.File("q.jsonl"), [Answer("a", " the", "c"), Answer("e", "f"), Answer("g")]);
        Outcome outcome = _folder.Run("report", "q.jsonl", "p.jsonl", "--json");
        using JsonDocument json = JsonDocument.Parse(outcome.Output);
        Assert.Equal((4, 2, 1, 1), (Number("rows"), Number("unpaired"), Number("after_parting"), Number("partings")));
        Assert.Contains("line 1, token 1: '␣the' beside 'the'; what follows in that line is not compared", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("3 tokens left out: 2 that one side lacks, 1 behind a place at which the texts part", outcome.Error, StringComparison.Ordinal);
        int Number(string name) => json.RootElement.GetProperty(name).GetInt32();
    }

    /// <summary>By hand from the files: p ln(p/q) over the tokens that both give, and all others as one.</summary>
    [SharedTheory("golden/servers")]
    [InlineData("full", 12, 0.053624488529030075)]
    [InlineData("native", 12, 0.01615141191633111)]
    [InlineData("chat", 13, 0.0033924307602224337)]
    [InlineData("completions", 12, 0.011002894368596484)]
    public void Real_answers_give_what_a_few_lines_of_arithmetic_give(string form, int rows, double mean)
    {
        JsonElement json = Json("report", SharedData.PathOf($"golden/servers/{form}-b.jsonl"), SharedData.PathOf($"golden/servers/{form}-a.jsonl"));
        Assert.Equal(rows, json.GetProperty("rows").GetInt32());
        Assert.Equal(mean, json.GetProperty("mean").GetDouble(), 1e-6 * mean * (form is "full" ? 10 : 1));
    }

    public void Dispose() => _folder.Dispose();

    private void Succeed(params string[] arguments) => Assert.Equal((0, ""), (_folder.Run(arguments) is var outcome ? outcome.Status : 0, outcome.Error));

    private void Refuse(int status, string problem, params string[] arguments)
    {
        Outcome outcome = _folder.Run(arguments);
        Assert.Equal(status, outcome.Status);
        Assert.Contains(problem, outcome.Error, StringComparison.Ordinal);
    }

    private JsonElement Json(params string[] arguments)
    {
        Outcome outcome = _folder.Run([.. arguments, "--json"]);
        Assert.True(outcome.Status == 0, outcome.Error);
        return JsonDocument.Parse(outcome.Output).RootElement.Clone();
    }
}
