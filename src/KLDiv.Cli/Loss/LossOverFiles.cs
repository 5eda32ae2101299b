using System.Numerics;
using KLDiv.Cli.Terminal;
using KLDiv.Files;
using KLDiv.Files.Elements;

namespace KLDiv.Cli.Loss;

/// <summary>The criterion over two files: chooses the types in which it meets them.</summary>
internal sealed class LossOverFiles
{
    private readonly LossRequest _request;
    private readonly RowSource _input;
    private readonly RowSource _target;
    private readonly Host _host;

    private LossOverFiles(LossRequest request, RowSource input, RowSource target, Host host)
    {
        _request = request;
        _input = input;
        _target = target;
        _host = host;
    }

    /// <summary>Computes what was asked for.</summary>
    /// <exception cref="DataFileException">A file is unreadable, malformed or cannot be written, the shapes differ, or a row is too long for a softmax.</exception>
    public static LossAnswer Evaluate(LossRequest request, Host host)
    {
        using RowSource input = RowSource.Open(request.Input);
        using RowSource target = RowSource.Open(request.Target);
        if (!input.Lengths.SequenceEqual(target.Lengths))
        {
            throw new DataFileException(
                request.Target,
                $"has shape {TensorShape.Text(target.Lengths)}, and {request.Input} has shape {TensorShape.Text(input.Lengths)}; they must be equal");
        }

        request = request.For(input, target);
        if (request.NeedsWholeRows && input.Lengths[^1] > Array.MaxLength)
        {
            throw new DataFileException(
                request.InputKind == RowKind.Logits ? request.Input : request.Target,
                $"has rows of {input.Lengths[^1]} logits; a softmax is taken of at most {Array.MaxLength}");
        }

        return new LossOverFiles(request, input, target, host).WithInput();
    }

    private LossAnswer WithInput()
    {
        RowKind kind = _request.InputKind;
        return (_input.ElementType, kind is RowKind.LogProbs) switch
        {
            (ElementType.Float16, true) => WithTarget(new DirectOperand<Half>(_input)),
            (ElementType.Float32, true) => WithTarget(new DirectOperand<float>(_input)),
            (ElementType.Float64, true) => WithTarget(new DirectOperand<double>(_input)),
            (ElementType.Float16, _) => WithTarget(new ConvertedOperand<Half, float>(_input, kind)),
            (ElementType.Float32, _) => WithTarget(new ConvertedOperand<float, float>(_input, kind)),
            _ => WithTarget(new ConvertedOperand<double, double>(_input, kind)),
        };
    }

    private LossAnswer WithTarget<TInput>(Operand<TInput> x)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
    {
        RowKind kind = _request.TargetKind;
        return (_target.ElementType, kind is not RowKind.Logits) switch
        {
            (ElementType.Float16, true) => Walk(x, new DirectOperand<Half>(_target)),
            (ElementType.Float32, true) => Walk(x, new DirectOperand<float>(_target)),
            (ElementType.Float64, true) => Walk(x, new DirectOperand<double>(_target)),
            (ElementType.Float16, _) => Walk(x, new ConvertedOperand<Half, float>(_target, kind)),
            (ElementType.Float32, _) => Walk(x, new ConvertedOperand<float, float>(_target, kind)),
            _ => Walk(x, new ConvertedOperand<double, double>(_target, kind)),
        };
    }

    private LossAnswer Walk<TInput, TTarget>(Operand<TInput> x, Operand<TTarget> t)
        where TInput : unmanaged, IFloatingPointIeee754<TInput>
        where TTarget : unmanaged, IFloatingPointIeee754<TTarget>
    {
        if (typeof(TInput) == typeof(double) || typeof(TTarget) == typeof(double))
        {
            using LossWalk<TInput, TTarget, double> wide = new(_request, x, t);
            return wide.Run(_host);
        }

        using LossWalk<TInput, TTarget, float> walk = new(_request, x, t);
        return walk.Run(_host);
    }
}
