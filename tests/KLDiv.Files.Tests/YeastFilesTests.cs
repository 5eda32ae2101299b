using System.Numerics.Tensors;
using KLDiv.TestSupport;

namespace KLDiv.Files.Tests;

public class YeastFilesTests
{
    [SharedFact("data/yeast")]
    public void Every_label_file_is_read_with_rows_that_sum_to_1()
    {
        string[] paths = Directory.GetFiles(SharedData.PathOf("data/yeast"), "*-labels.npy");
        Assert.Equal(10, paths.Length);
        Assert.All(paths, path =>
        {
            using TensorFile file = TensorFile.Open(path);
            ReadOnlyTensorSpan<double> labels = file.AsTensorSpan<double>();
            Assert.Equal(2465, labels.Lengths[0]);
            for (nint row = 0; row < labels.Lengths[0]; row++)
            {
                double sum = 0;
                for (nint column = 0; column < labels.Lengths[1]; column++)
                {
                    sum += labels[row, column];
                }

                Assert.Equal(1, sum, 1e-9);
            }
        });
    }

    [SharedFact("data/yeast")]
    public void Features_are_read_in_the_order_that_each_file_has()
    {
        string[] paths = Directory.GetFiles(SharedData.PathOf("data/yeast"), "*-features.npy");
        string[] fortran = [.. paths.Where(IsFortran).Select(path => Path.GetFileName(path).Split('-')[0]).Order(StringComparer.Ordinal)];
        Assert.Equal(10, paths.Length);
        Assert.Equal(["diau", "elu", "heat", "spo5"], fortran);

        static bool IsFortran(string path)
        {
            using TensorFile file = TensorFile.Open(path);
            Assert.Equal([2465, 24], file.Lengths);
            return file.Strides[0] == 1;
        }
    }
}
