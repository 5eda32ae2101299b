namespace KLDiv.Regression;

/// <summary>Which family of distributions a fit looks in.</summary>
public enum ModelForm
{
    /// <summary>softmax(x W + b): <see cref="SoftmaxRegression"/>.</summary>
    Softmax,

    /// <summary>The same with the products of every two standardised features as further features: <see cref="InteractionRegression"/>.</summary>
    Interactions,

    /// <summary>softmax(tanh(x V + a) W + b): <see cref="HiddenLayerRegression"/>.</summary>
    Hidden,
}
