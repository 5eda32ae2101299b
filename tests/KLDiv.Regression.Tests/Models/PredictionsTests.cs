using System.Numerics.Tensors;
using KLDiv.Files;
using KLDiv.Regression.Tests.Tables;

namespace KLDiv.Regression.Tests.Models;

public sealed class PredictionsTests : IDisposable
{
    private static readonly PredictionColumns Means = new(PredictedWhat.Mean, []);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_program_saves_a_model_and_writes_what_it_predicts_for_a_table_and_for_a_matrix()
    {
        TableData data = Table.Read("x,y\n1,1\n2,2\n4,3\n3,3\n", new TableOptions { Value = "y", Bins = BinRule.Parse("0:4:1") });
        TableModel model = TableRegression.Fit(data, new RegressionOptions { Fit = new FitOptions { L2 = 1e-3 } }).Model;
        using (FileStream file = File.Create(_folder.File("m.safetensors")))
        {
            new SavedModel(model.Model, model).Save(file);
        }

        SavedModel saved = SavedModel.Load(_folder.File("m.safetensors"));
        Assert.Equal(["0:1", "1:2", "2:3", "3:4"], saved.Classes);
        TableData rows = Table.Read("x\n1\n3\n", saved.Table!.Schema);
        double[] expected = Data.Values(saved.Table.Predict(rows));
        Predictions.Write(saved, rows, PredictionColumns.LogProbabilities, _folder.File("t.npy"));
        NpyFile.Write<double>(_folder.File("x.npy"), Tensor.Create<double>([1, 3], [2, 1]));
        using RowSource features = RowSource.Open(_folder.File("x.npy"));
        Predictions.Write(saved, features, PredictionColumns.LogProbabilities, _folder.File("f.npy"));
        Predictions.Write(saved, expected, PredictionColumns.LogProbabilities, _folder.File("p.npy"));
        foreach (string name in (ReadOnlySpan<string>)["t.npy", "f.npy", "p.npy"])
        {
            Assert.Equal(expected, Values(name));
        }

        Predictions.Write(saved, rows, Means, _folder.File("mean.csv"));
        string[] lines = File.ReadAllLines(_folder.File("mean.csv"));
        Assert.Equal(("mean,deviation", 3), (lines[0], lines.Length));
        BinnedDistribution first = saved.Table!.Distribution(expected.AsSpan()[..4]);
        Assert.Equal($"{first.Mean},{first.StandardDeviation}", lines[1]);
    }

    [Fact]
    public void What_does_not_fit_the_model_is_refused_and_leaves_no_file()
    {
        Tensor<double> x = Data.Normal(new Random(1), 9, 2), t = Data.Distributions(new Random(2), 9, 3);
        SavedModel model = new(DistributionModel.Fit<double, double>(x, t).Model, Table: null);
        Assert.Equal(["class 0", "class 1", "class 2"], model.Classes);
        NpyFile.Write<double>(_folder.File("x.npy"), Tensor.Create<double>([1, 2, 3, 4], [2, 2]));
        NpyFile.Write<double>(_folder.File("wide.npy"), Tensor.Create<double>([1, 2, 3], [1, 3]));
        using RowSource wide = RowSource.Open(_folder.File("wide.npy"));
        string path = _folder.File("o.npy");
        Assert.Equal(
            "has shape [1, 3], and the model takes 2 features: [rows, 2]",
            Assert.Throws<DataFileException>(() => Predictions.Write(model, wide, PredictionColumns.LogProbabilities, path)).Problem);
        Assert.Throws<ArgumentException>(() => Predictions.Write(model, wide, Means, path));
        Assert.Throws<ArgumentException>(() => Predictions.Write(model, [0.0, 0], PredictionColumns.LogProbabilities, path));
        Assert.Throws<ArgumentException>(() => new PredictionColumns(PredictedWhat.Quantiles, []));
        Assert.Throws<ArgumentException>(() => new PredictionColumns(PredictedWhat.Intervals, [1]));
        Assert.Throws<ArgumentException>(() => new PredictionColumns(PredictedWhat.Mean, [0.5]));
        Assert.False(File.Exists(path));
    }

    private double[] Values(string name)
    {
        using NpyFile file = NpyFile.Open(_folder.File(name));
        return Data.Values(file.AsTensorSpan<double>());
    }
}
