using System.Numerics.Tensors;

namespace KLDiv.Distilling.Sparse;

/// <summary>The pair of rows that a sparse row becomes: logits of the student and of the teacher over the same categories, and the student's gradient.</summary>
internal sealed class Categories
{
    private double[] _student = [], _teacher = [], _gradient = [];
    private int _count;

    /// <summary>The student's logits over the temperature.</summary>
    public Span<double> Student => _student.AsSpan(0, _count);

    /// <summary>The gradient of the divergence for these.</summary>
    public Span<double> Gradient => _gradient.AsSpan(0, _count);

    private Span<double> Teacher => _teacher.AsSpan(0, _count);

    public void Resize(int count)
    {
        if (count > _student.Length)
        {
            _student = new double[count];
            _teacher = new double[count];
            _gradient = new double[count];
        }

        _count = count;
    }

    /// <summary>A category for each class that is given, and for a bucket one more for what is left.</summary>
    public void SetTeacher(GivenRow given, bool hasBucket)
    {
        Resize(given.Count + (hasBucket ? 1 : 0));
        given.LogProbabilities.CopyTo(Teacher);
        if (hasBucket)
        {
            Teacher[^1] = Math.Log(given.Rest);
        }
    }

    /// <summary>A category for each class there is, and an even share of what is left for each that is not given.</summary>
    public void SetTeacherOfAll(GivenRow given, int classes)
    {
        Resize(classes);
        Teacher.Fill(Math.Log(given.Rest) - Math.Log(classes - given.Count));
        for (int i = 0; i < given.Count; i++)
        {
            Teacher[(int)given.Ids[i]] = given.LogProbabilities[i];
        }
    }

    /// <summary>Why there is nothing to compare, if so.</summary>
    public SparseFailure Check(nint row, SparseTail tail)
    {
        double largest = _count == 0 ? double.NegativeInfinity : TensorPrimitives.Max<double>(Student);
        bool hasTeacher = _count > 0 && TensorPrimitives.Max<double>(Teacher) > double.NegativeInfinity;
        return !hasTeacher ? new(SparseFailure.Reason.NoMass, row)
            : double.IsPositiveInfinity(largest) ? new(SparseFailure.Reason.InfiniteLogit, row)
            : !double.IsNegativeInfinity(largest) ? default
            : new(tail == SparseTail.Renormalise ? SparseFailure.Reason.NoFiniteLogitAmongGiven : SparseFailure.Reason.NoFiniteLogit, row);
    }

    /// <summary>The divergence of the two rows, in nats; its gradient is left here.</summary>
    public double Compare(double beta)
    {
        double divergence = 0;
        Distillation.PerRowAndGradient<double, double>(Student, Teacher, new(ref divergence), Gradient, options: new(beta: beta));
        return divergence;
    }

    /// <summary>Whether an error of the last category's logit would show in the divergence or in the gradient, <paramref name="allowed"/> times smaller.</summary>
    public bool IsNear(double divergence, double allowed)
    {
        double share = Math.Exp(Student[^1] - LogSum());
        return Math.Abs(Gradient[^1]) > allowed * divergence || share > allowed * Math.Abs(TensorPrimitives.MaxMagnitude<double>(Gradient));
    }

    /// <summary>ln Σ e^z over the student's logits.</summary>
    public double LogSum()
    {
        double largest = TensorPrimitives.Max<double>(Student), sum = 0;
        foreach (double logit in Student)
        {
            sum += Math.Exp(logit - largest);
        }

        return largest + Math.Log(sum);
    }
}
